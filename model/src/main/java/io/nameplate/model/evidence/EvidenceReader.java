/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/** Reads the canonical bytes of {@link HallEvidence}. */
final class EvidenceReader {

    private final ByteSource source;
    private final HallEvidence evidence;
    private final int nodes;

    private EvidenceReader(byte[] bytes) {
        this.source = new ByteSource(bytes, "hall evidence");
        if (source.number() != HallEvidence.FORMAT) {
            throw source.broken("its format is not " + HallEvidence.FORMAT);
        }
        long start = source.number();
        int interval = source.count(86_400);
        int slot = source.count(86_400);
        this.nodes = source.count(source.left());
        this.evidence = new HallEvidence(start, interval, slot, new NodeIndex(nodes));
    }

    static HallEvidence read(byte[] bytes) {
        return new EvidenceReader(bytes).read();
    }

    private HallEvidence read() {
        int number = NodeIndex.UNKNOWN;
        for (int n = 0; n < nodes; n++) {
            number = evidence.index().number(source.text(), number);
            int gpus = source.count(HallEvidence.MAX_GPUS);
            int alike = gpus == 0 ? 0 : group(gpus);
            if (alike == gpus) {
                mergeAlike(number, gpus);
            } else {
                merge(number, each(gpus, alike));
            }
        }
        source.end();
        return evidence;
    }

    /** How many GPUs are alike next. */
    private int group(int atMost) {
        int alike = source.count(atMost);
        if (alike == 0) {
            throw source.broken("an empty group of GPUs");
        }
        return alike;
    }

    /** Adds the runs of a node whose GPUs are all alike, as nearly every node is. */
    private void mergeAlike(int number, int gpus) {
        for (int slot = 0; gpus > 0 && slot < evidence.slots(); ) {
            int next = slot + run(slot);
            evidence.mergeAlike(number, gpus, slot, next, source.fixed());
            slot = next;
        }
    }

    /** How many slots the run from a slot has. */
    private int run(int slot) {
        int length = source.count(evidence.slots() - slot);
        if (length == 0) {
            throw source.broken("an empty run");
        }
        return length;
    }

    /** The runs of each GPU of a node, of which the first group has been begun. */
    private long[][] each(int gpus, int firstGroup) {
        long[][] runs = new long[gpus][];
        for (int gpu = 0, alike = firstGroup; gpu < gpus; alike = gpu < gpus ? group(gpus - gpu) : 0) {
            Arrays.fill(runs, gpu, gpu + alike, runs());
            gpu += alike;
        }
        return runs;
    }

    /** The runs of GPUs that are alike: pairs {code, first slot behind it}, until the interval's end. */
    private long[] runs() {
        long[] pairs = new long[2];
        int size = 0;
        for (int slot = 0; slot < evidence.slots(); ) {
            slot += run(slot);
            if (size == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * size);
            }
            pairs[size] = source.fixed();
            pairs[size + 1] = slot;
            size += 2;
        }
        return pairs;
    }

    /** Adds the GPUs' runs from slot to slot, for the node's order is by time. */
    private void merge(int number, long[][] runs) {
        int[] next = new int[runs.length];
        long[] codes = new long[runs.length];
        for (int from = 0; from < evidence.slots(); ) {
            int to = evidence.slots();
            for (int gpu = 0; gpu < runs.length; gpu++) {
                codes[gpu] = runs[gpu][next[gpu]];
                to = (int) Math.min(to, runs[gpu][next[gpu] + 1]);
            }
            evidence.mergeEach(number, from, to, codes);
            for (int gpu = 0; gpu < runs.length; gpu++) {
                next[gpu] += runs[gpu][next[gpu] + 1] == to ? 2 : 0;
            }
            from = to;
        }
    }
}
