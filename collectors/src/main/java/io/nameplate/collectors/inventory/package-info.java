/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What is expected of every node, and what was seen: readings in, slots of evidence out. */
@NullMarked
package io.nameplate.collectors.inventory;

import org.jspecify.annotations.NullMarked;
