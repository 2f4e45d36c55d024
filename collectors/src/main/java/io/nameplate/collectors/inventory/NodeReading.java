/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.NodeId;
import java.util.List;

/**
 * A node as its own source saw it.
 *
 * @param ts epoch milliseconds
 * @param bootId changes with every boot; empty where the source does not say
 * @param gpuCount GPUs the driver reports; {@link #UNKNOWN} where the source does not say
 * @param gpus the GPUs that answered
 */
public record NodeReading(NodeId node, long ts, String bootId, int gpuCount, List<GpuReading> gpus) implements Reading {

    /** Stands for a GPU count that is not known. */
    public static final int UNKNOWN = -1;

    public NodeReading {
        gpus = List.copyOf(gpus);
    }
}
