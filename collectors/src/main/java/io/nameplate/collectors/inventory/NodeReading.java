/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.ValueFlag;
import java.util.List;

/**
 * A node as its own source saw it.
 *
 * @param ts epoch milliseconds: when it was so
 * @param received epoch milliseconds: when the collector had it; {@link #UNSAID} where nobody knows any more
 * @param bootId changes with every boot; empty where the source does not say
 * @param gpuCount GPUs the driver reports; {@link #UNKNOWN} where the source does not say
 * @param gpus the GPUs that answered
 * @param flags what is to be said of its time and count; mostly nothing
 * @param driverReloaded whether its driver is known to have been loaded anew since the reading before, whatever became of the node
 */
public record NodeReading(
        NodeId node,
        long ts,
        long received,
        String bootId,
        int gpuCount,
        List<GpuReading> gpus,
        List<ValueFlag> flags,
        boolean driverReloaded)
        implements Reading {

    /** Stands for a GPU count that is not known. */
    public static final int UNKNOWN = -1;

    /** More GPUs than frames can say that a driver counts, and than any node has. */
    public static final int MOST_GPUS = Short.MAX_VALUE;

    /** Stands for a time of receipt that is not known: of what was stored, or stands in a file. */
    public static final long UNSAID = Frames.BLANK;

    public NodeReading {
        gpus = List.copyOf(gpus);
        flags = List.copyOf(flags);
    }

    /** A reading of a source that does not say when the driver was loaded. */
    public NodeReading(
            NodeId node,
            long ts,
            long received,
            String bootId,
            int gpuCount,
            List<GpuReading> gpus,
            List<ValueFlag> flags) {
        this(node, ts, received, bootId, gpuCount, gpus, flags, false);
    }

    /** A reading of which nothing more is known. */
    public NodeReading(NodeId node, long ts, String bootId, int gpuCount, List<GpuReading> gpus) {
        this(node, ts, UNSAID, bootId, gpuCount, gpus, List.of());
    }

    /** The same with more to say of its GPUs. */
    public NodeReading with(List<GpuReading> flagged) {
        return new NodeReading(node, ts, received, bootId, gpuCount, flagged, flags, driverReloaded);
    }

    /** The same of a node whose driver was loaded anew. */
    public NodeReading afterReload() {
        return new NodeReading(node, ts, received, bootId, gpuCount, gpus, flags, true);
    }
}
