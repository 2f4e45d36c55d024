/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The facility in real time: Modbus TCP servers, MQTT publishers and the truth as intervals end. */
@NullMarked
package io.nameplate.simulator.live;

import org.jspecify.annotations.NullMarked;
