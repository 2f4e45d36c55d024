/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.LineId;
import java.util.List;

/**
 * An inference endpoint that works on the busy GPUs of a lease's line.
 *
 * @param tokensPerGpuSecond what a GPU at its SKU's clock generates
 * @param restarts the seconds at which its process starts anew and its counters at 0
 */
public record EndpointPlan(AssetId endpoint, LineId line, int tokensPerGpuSecond, List<Long> restarts) {
    public EndpointPlan {
        restarts = List.copyOf(restarts);
    }
}
