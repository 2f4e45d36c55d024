/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Plays archived readings through the inventory, on the readings' own time: live into a spool, or in memory. */
@NullMarked
package io.nameplate.collectors.replay;

import org.jspecify.annotations.NullMarked;
