/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.language.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What one message, text or request said of one node at one time so far. */
public final class NodeDraft {

    private final NodeId node;
    private final long ts;
    private final List<GpuReading> gpus = new ArrayList<>(8);
    private String bootId = "";
    private int gpuCount = NodeReading.UNKNOWN;

    /** Nothing yet, of a node at a time (epoch milliseconds). */
    public NodeDraft(NodeId node, long ts) {
        this.node = node;
        this.ts = ts;
    }

    /** Whether it is of a node at a time (epoch milliseconds). */
    public boolean is(NodeId other, long at) {
        return ts == at && node.equals(other);
    }

    /** Takes a GPU. */
    public void gpu(GpuReading gpu) {
        gpus.add(gpu);
    }

    /** Takes what changes with every boot. */
    public void boot(String id) {
        bootId = id;
    }

    /** Takes how many GPUs the driver counts. */
    public void count(int count) {
        gpuCount = count;
    }

    /** All of it. */
    public NodeReading reading() {
        return new NodeReading(node, ts, bootId, gpuCount, gpus);
    }
}
