/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

/** What holds a busy GPU's clock down, strongest claim first where two hold it to the same clock. */
public enum Limiter {
    COOLING,
    BRAKE,
    LIMIT,
    NONE
}
