/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

/**
 * A GPU type.
 *
 * @param clockMhz the clock a busy GPU runs at; the registry's reference clock
 * @param limitW the power limit it is shipped with
 */
public record SkuPlan(String sku, int clockMhz, int limitW) {

    /** The clock under a power limit: proportional. */
    public int clockAt(int limit) {
        return limit >= limitW ? Integer.MAX_VALUE : clockMhz * limit / limitW;
    }
}
