/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/** Reads the canonical bytes of {@link HallEvidence}. */
final class EvidenceReader {

    private final ByteSource source;
    private final HallEvidence evidence;

    private EvidenceReader(byte[] bytes) {
        this.source = new ByteSource(bytes, "hall evidence");
        if (source.number() != HallEvidence.FORMAT) {
            throw source.broken("its format is not " + HallEvidence.FORMAT);
        }
        this.evidence = new HallEvidence(source.number(), source.count(86_400), source.count(86_400));
    }

    static HallEvidence read(byte[] bytes) {
        return new EvidenceReader(bytes).read();
    }

    private HallEvidence read() {
        int count = source.count(source.left());
        for (int n = 0; n < count; n++) {
            int number = evidence.index().number(source.text());
            long[][] runs = new long[source.count(HallEvidence.MAX_GPUS)][];
            for (int gpu = 0; gpu < runs.length; ) {
                int alike = source.count(runs.length - gpu);
                if (alike == 0) {
                    throw source.broken("an empty group of GPUs");
                }
                Arrays.fill(runs, gpu, gpu + alike, runs());
                gpu += alike;
            }
            merge(number, runs);
        }
        source.end();
        return evidence;
    }

    /** The runs of GPUs that are alike: pairs {code, first slot behind it}, until the interval's end. */
    private long[] runs() {
        long[] pairs = new long[2];
        int size = 0;
        for (int slot = 0; slot < evidence.slots(); ) {
            int length = source.count(evidence.slots() - slot);
            if (length == 0) {
                throw source.broken("an empty run");
            }
            slot += length;
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
