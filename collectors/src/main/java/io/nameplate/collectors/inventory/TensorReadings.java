/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.TensorActive;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.TensorCounter;
import io.nameplate.model.wire.PlantReadings;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts what the tensor pipes of nodes did and says it as plant readings of the nodes: at the end of every settlement
 * interval, and before the first slot that is counted after a beginning or a gap.
 */
final class TensorReadings {

    private final int slotSeconds;
    private final int intervalSeconds;
    private final Consumer<PlantReadings.Reading> out;

    TensorReadings(int slotSeconds, int intervalSeconds, Consumer<PlantReadings.Reading> out) {
        this.slotSeconds = slotSeconds;
        this.intervalSeconds = intervalSeconds;
        this.out = out;
    }

    /** Counts a slot in which a reading of the node is in force. */
    void count(NodeTrack node, long slot) {
        boolean before = node.tensor.isKnown();
        long counted = node.tensor.gpuMillis();
        node.countTensor(slotSeconds);
        if (!before && node.tensor.isKnown()) {
            read(node, slot, counted);
        }
    }

    /** Says what was counted, if an interval ends with a slot. */
    void readAfter(long slot, List<NodeTrack> nodes) {
        if (Math.floorMod(slot + slotSeconds, intervalSeconds) == 0) {
            readBefore(slot + slotSeconds, nodes);
        }
    }

    /** Says what was counted before a slot. */
    void readBefore(long slot, List<NodeTrack> nodes) {
        for (NodeTrack node : nodes) {
            if (node.tensor.isKnown()) {
                read(node, slot, node.tensor.gpuMillis());
            }
        }
    }

    private void read(NodeTrack node, long slot, long gpuMillis) {
        long ts = TensorActive.readingBefore(slot);
        if (ts > node.tensorRead) {
            node.tensorRead = ts;
            out.accept(new PlantReadings.Reading(
                    new AssetId(node.node.value()), TensorCounter.POINT, ts, gpuMillis, PlantReadings.Quality.GOOD));
        }
    }

    /** Begins anew for nodes of which the spool holds slots that the saved state did not count and that nobody counts again. */
    void restartWhatWasLost(List<NodeTrack> nodes, Appended appended) {
        Set<String> lost = appended.nodesLeft();
        for (NodeTrack node : nodes) {
            if (lost.contains(node.node.value())) {
                node.tensor.restart();
            }
        }
    }
}
