/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.wire.UpRecord;
import java.util.List;

/** Settles encoded records in memory by the code of {@code bin/nameplate settle}, without reading a disk. */
final class Offline {

    private final Registry registry;
    private final Recording recording;
    private final List<byte[]> encoded;
    private final long expected;

    Offline(Recording recording) {
        this.registry = recording.registry;
        this.recording = recording;
        this.encoded = recording.records.stream().map(UpRecord::encode).toList();
        long gpus = registry.nodes().values().stream()
                .mapToLong(placed -> placed.block().gpusPerNode())
                .sum();
        this.expected = gpus * 1000 * recording.seconds;
    }

    /** A settlement that has indexed the registry, which it does once however long the record is. */
    Settlement ready() {
        return new Settlement(registry);
    }

    void run(Settlement settlement) {
        CollectorId collector = new CollectorId(BenchSite.COLLECTOR);
        for (byte[] record : encoded) {
            settlement.accept(collector, UpRecord.parse(record));
        }
        long sum = 0;
        for (LineResult result : settlement.results()) {
            for (State state : State.values()) {
                sum += result.content().gpuMs(state);
            }
        }
        if (sum != expected) {
            throw new IllegalStateException("the states add up to " + sum + " GPU-ms, contracted are " + expected
                    + " over " + recording.seconds + " s");
        }
    }
}
