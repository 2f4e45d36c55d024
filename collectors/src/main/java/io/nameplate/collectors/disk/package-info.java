/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Files that survive the power: how all that a collector keeps beside its segments is written. Knows nobody. */
@NullMarked
package io.nameplate.collectors.disk;

import org.jspecify.annotations.NullMarked;
