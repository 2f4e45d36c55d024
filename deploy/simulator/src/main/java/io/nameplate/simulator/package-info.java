/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** A simulated facility with real protocols on its outside; here the command line and the wiring. */
@NullMarked
package io.nameplate.simulator;

import org.jspecify.annotations.NullMarked;
