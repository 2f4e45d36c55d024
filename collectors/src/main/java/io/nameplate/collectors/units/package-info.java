/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Units that sources write, turned into SI units at the edge, in one place for every driver. */
@NullMarked
package io.nameplate.collectors.units;

import org.jspecify.annotations.NullMarked;
