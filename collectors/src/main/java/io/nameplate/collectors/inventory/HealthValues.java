/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Health;
import io.nameplate.model.language.GpuCondition;

/**
 * Turns the values of DCGM's health fields into what they say of a GPU's named conditions. A value that means 'not
 * supported', 'not yet' or nothing we know says nothing: it neither opens nor closes a condition.
 */
public final class HealthValues {

    private static final long HEALTHY = 1;
    private static final long UNHEALTHY = 2;
    private static final long LIMITED_CAPACITY = 3;
    private static final long FABRIC_MANAGER_SUCCESS = 3;
    private static final long FABRIC_MANAGER_FAILURE = 4;

    private HealthValues() {}

    /** The flag of a row that could not be remapped. */
    public static Health rowRemapFailure(Health health, long flag) {
        return flag < 0 ? health : health.with(GpuCondition.ROW_REMAP_FAILURE, flag > 0);
    }

    /** The fabric health summary: 1 healthy, 2 unhealthy, 3 limited capacity. */
    public static Health fabricHealth(Health health, long summary) {
        if (summary < HEALTHY || summary > LIMITED_CAPACITY) {
            return health;
        }
        return health.with(GpuCondition.FABRIC_UNHEALTHY, summary == UNHEALTHY)
                .with(GpuCondition.FABRIC_LIMITED, summary == LIMITED_CAPACITY);
    }

    /** The fabric manager's status: 3 success, 4 failure; before it has finished it says nothing. */
    public static Health fabricManager(Health health, long status) {
        boolean done = status == FABRIC_MANAGER_SUCCESS || status == FABRIC_MANAGER_FAILURE;
        return done ? health.with(GpuCondition.FABRIC_MANAGER_FAILED, status == FABRIC_MANAGER_FAILURE) : health;
    }

    /** How many NVLinks that should be up are down. */
    public static Health nvlinksDown(Health health, long links) {
        return links < 0 ? health : health.with(GpuCondition.NVLINK_DOWN, links > 0);
    }
}
