/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.language.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What the lines of one message said of one node at one time so far. */
final class NodeDraft {

    private final NodeId node;
    private final long ts;
    private final List<GpuReading> gpus = new ArrayList<>(8);
    private String bootId = "";
    private int gpuCount = NodeReading.UNKNOWN;

    NodeDraft(NodeId node, long ts) {
        this.node = node;
        this.ts = ts;
    }

    void gpu(GpuReading gpu) {
        gpus.add(gpu);
    }

    void boot(String id) {
        bootId = id;
    }

    void count(int count) {
        gpuCount = count;
    }

    NodeReading reading() {
        return new NodeReading(node, ts, bootId, gpuCount, gpus);
    }
}
