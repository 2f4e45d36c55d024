/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What a simulated site is and what happens to it: the scenario file, and the registry that is written from it. */
@NullMarked
package io.nameplate.simulator.scenario;

import org.jspecify.annotations.NullMarked;
