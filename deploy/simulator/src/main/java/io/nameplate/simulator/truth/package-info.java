/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What really was delivered, from the event list and the clocks that really ran; knows no reading and no classifier. */
@NullMarked
package io.nameplate.simulator.truth;

import org.jspecify.annotations.NullMarked;
