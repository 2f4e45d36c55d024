/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.ArrayList;
import java.util.List;

/** What one message, text or request said of one node at one time so far. */
public final class NodeDraft {

    private final NodeId node;
    private final long ts;
    private final long received;
    private final List<GpuReading> gpus = new ArrayList<>(8);
    private final List<ValueFlag> ofTime;
    private List<ValueFlag> ofCount = List.of();
    private String bootId = "";
    private int gpuCount = NodeReading.UNKNOWN;

    /**
     * Nothing yet.
     *
     * @param ts epoch milliseconds
     * @param received epoch milliseconds
     * @param ofTime what is to be said of the time
     */
    public NodeDraft(NodeId node, long ts, long received, List<ValueFlag> ofTime) {
        this.node = node;
        this.ts = ts;
        this.received = received;
        this.ofTime = ofTime;
    }

    /** Whether it is of a node at a time (epoch milliseconds). */
    public boolean is(NodeId other, long at) {
        return ts == at && node.equals(other);
    }

    /** Takes a GPU. */
    public void gpu(GpuReading gpu) {
        gpus.add(gpu);
    }

    /** Whether no GPU was taken. */
    public boolean isWithoutGpus() {
        return gpus.isEmpty();
    }

    /** Takes what changes with every boot. */
    public void boot(String id) {
        bootId = id;
    }

    /** Takes how many GPUs the driver counts, as it was read; false where nobody can count so many, which is flagged. */
    public boolean count(double read) {
        if (read >= 0 && read <= NodeReading.MOST_GPUS && read == Math.rint(read)) {
            gpuCount = (int) read;
            return true;
        }
        ValueFault why = !Double.isFinite(read)
                ? ValueFault.NOT_A_NUMBER
                : read == Math.rint(read) ? ValueFault.OUT_OF_RANGE : ValueFault.NOT_WHOLE;
        gpuCount = NodeReading.UNKNOWN;
        ofCount = List.of(why.flag(Of.GPU_COUNT, read));
        return false;
    }

    /** Takes how many GPUs the driver counts where that was looked at already, and what is to be said of it. */
    void count(int count, List<ValueFlag> flags) {
        gpuCount = count;
        ofCount = flags;
    }

    /** All of it. */
    public NodeReading reading() {
        List<ValueFlag> flags = ofTime;
        if (!ofCount.isEmpty()) {
            flags = new ArrayList<>(ofTime);
            flags.addAll(ofCount);
        }
        return new NodeReading(node, ts, received, bootId, gpuCount, gpus, flags);
    }
}
