/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

/** What a node is doing. */
enum NodePhase {
    OFF,
    BOOTING,
    UP
}
