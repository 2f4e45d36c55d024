/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.model.language.GpuCondition;
import java.util.Set;

/**
 * What a GPU's exporter shows of its named conditions, in DCGM's values.
 *
 * @param rowRemapFailure 1 where a row could not be remapped
 * @param fabricHealth 1 healthy, 2 unhealthy, 3 limited capacity
 * @param fabricManager 3 success, 4 failure
 * @param nvlinksDown how many links are down
 */
public record HealthFields(int rowRemapFailure, int fabricHealth, int fabricManager, int nvlinksDown) {

    /** The values that show a set of conditions. */
    public static HealthFields of(Set<GpuCondition> conditions) {
        boolean unhealthy = conditions.contains(GpuCondition.FABRIC_UNHEALTHY);
        boolean limited = conditions.contains(GpuCondition.FABRIC_LIMITED);
        return new HealthFields(
                conditions.contains(GpuCondition.ROW_REMAP_FAILURE) ? 1 : 0,
                unhealthy ? 2 : limited ? 3 : 1,
                conditions.contains(GpuCondition.FABRIC_MANAGER_FAILED) ? 4 : 3,
                conditions.contains(GpuCondition.NVLINK_DOWN) ? 1 : 0);
    }
}
