/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The simulated facility itself: what runs, how hot and how fast, second by second. Virtual time, no chance, no I/O. */
@NullMarked
package io.nameplate.simulator.facility;

import org.jspecify.annotations.NullMarked;
