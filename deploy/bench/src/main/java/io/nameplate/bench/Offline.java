/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.spool.Entry;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Settles records by the code of {@code bin/nameplate settle}: encoded ones that lie in memory, and a collector's spool on disk. */
final class Offline {

    private static final CollectorId COLLECTOR = new CollectorId(BenchSite.COLLECTOR);
    private static final int BATCH = 500;

    private final Registry registry;
    private final Recording recording;
    private final long expected;

    Offline(Recording recording) {
        this.registry = recording.registry;
        this.recording = recording;
        this.expected = 1000L
                * recording.seconds
                * registry.nodes().values().stream()
                        .mapToLong(placed -> placed.block().gpusPerNode())
                        .sum();
    }

    /** A settlement that has indexed the registry, which it does once however long the record is. */
    Settlement ready() {
        return new Settlement(registry);
    }

    /** Settles encoded records. */
    void run(Settlement settlement, List<byte[]> encoded) {
        for (byte[] record : encoded) {
            settlement.accept(COLLECTOR, UpRecord.parse(record));
        }
        check(settlement);
    }

    /** The records as they are handed to {@link #run}. */
    List<byte[]> encoded() {
        return recording.records.stream().map(UpRecord::encode).toList();
    }

    /** Fills a spool with the records; they are in the page cache then. */
    void fill(Path folder) {
        try (Spool spool =
                Spool.open(folder, COLLECTOR, SpoolConfig.DEFAULT, List.of(new ConsumerId("job")), Clock.systemUTC())) {
            List<Entry> entries =
                    recording.records.stream().map(Playback::entry).toList();
            for (int at = 0; at < entries.size(); at += BATCH) {
                spool.append(entries.subList(at, Math.min(at + BATCH, entries.size())));
            }
        }
    }

    /** Settles what a spool's folder holds. */
    void run(Settlement settlement, Path folder) {
        try {
            SpoolReader spool = SpoolReader.open(folder);
            spool.forEach(record -> settlement.accept(spool.collector(), record));
            if (!spool.damages().isEmpty()) {
                throw new IllegalStateException("the spool is damaged: " + spool.damages());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        check(settlement);
    }

    /** How much a folder holds. */
    static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void check(Settlement settlement) {
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
