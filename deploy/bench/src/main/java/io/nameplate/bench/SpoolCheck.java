/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes sure that what was sent is what the spool holds: without that no figure counts. */
final class SpoolCheck {

    private final List<String> nodes;
    private final long from;
    private final long to;
    private long whole;
    private final Map<Long, int[]> bySlot = new TreeMap<>();

    private SpoolCheck(List<String> nodes, long from, long to) {
        this.nodes = nodes;
        this.from = from;
        this.to = to;
    }

    /**
     * What was found.
     *
     * @param sent node messages
     * @param whole how many of them stand in their second with the power that they said
     * @param lacking the first seconds in which some do not, and what is damaged; empty where nothing is wrong
     */
    record Found(long sent, long whole, String lacking) {}

    /**
     * Compares every node in every slot with what its message of that second said.
     *
     * @param folder of a spool that nobody writes to any more
     * @param nodes in the order of {@link NodeMessages}
     * @param from the first second that counts
     * @param to the first one that no longer does
     */
    static Found find(Path folder, List<String> nodes, long from, long to) throws IOException {
        SpoolReader spool = SpoolReader.open(folder);
        SpoolCheck check = new SpoolCheck(nodes, from, to);
        spool.forEach(record -> {
            if (record.kind() == UpRecord.Kind.FRAMES) {
                check.see(Frames.parse(record.body()));
            }
        });
        String damages = spool.damages().isEmpty() ? "" : spool.damages().toString();
        return new Found(nodes.size() * (to - from), check.whole, check.lacking() + damages);
    }

    /**
     * The same; all must be there.
     *
     * @throws IllegalStateException if it is not so
     */
    static void verify(Path folder, List<String> nodes, long from, long to) throws IOException {
        Found found = find(folder, nodes, from, to);
        if (found.whole != found.sent || !found.lacking.isEmpty()) {
            throw new IllegalStateException("of " + found.sent + " node messages " + found.whole
                    + " stand in the spool as they were sent; " + found.lacking);
        }
    }

    /** The first seconds in which not every node stands, and how many nodes stand there as sent, as absent and otherwise. */
    private String lacking() {
        StringBuilder text = new StringBuilder();
        int said = 0;
        for (long slot = from; slot < to && said < 5; slot++) {
            int[] found = bySlot.getOrDefault(slot, new int[3]);
            if (found[0] != nodes.size()) {
                text.append("second %d: %d as sent, %d absent, %d otherwise; "
                        .formatted(slot - from, found[0], found[1], found[2]));
                said++;
            }
        }
        return text.toString();
    }

    private void see(Frames frames) {
        if (frames.firstSlot() < from || frames.firstSlot() >= to) {
            return;
        }
        int[] found = bySlot.computeIfAbsent(frames.firstSlot(), slot -> new int[3]);
        for (int i = 0; i < frames.nodeCount(); i++) {
            int node = Collections.binarySearch(nodes, frames.node(i));
            if (frames.absentCode(i) != 0) {
                found[1]++;
            } else if (isAsSent(frames, i, NodeMessages.power(node, frames.firstSlot()))) {
                found[0]++;
                whole++;
            } else {
                found[2]++;
            }
        }
    }

    private static boolean isAsSent(Frames frames, int node, long power) {
        for (int gpu = 0; gpu < BenchSite.GPUS; gpu++) {
            if (!frames.present(node, gpu) || frames.value(Column.POWER, node, gpu) != power) {
                return false;
            }
        }
        return true;
    }
}
