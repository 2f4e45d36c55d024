/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.replay;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.Refusal;
import io.nameplate.collectors.readings.BadLine;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All collectors of a site in memory: makes of a readings file the very records that a live replay of it appends to the
 * spools, without a spool, a broker or a clock.
 */
public final class OfflineCollector {

    /** How many nodes a record holds unless said otherwise; the live collector's default too. */
    public static final int BATCH_NODES = 64;

    /** Takes the records, per collector in the order of its spool. */
    @FunctionalInterface
    public interface Out {
        void append(CollectorId collector, Draft record);
    }

    /**
     * What a run came to.
     *
     * @param lines lines read, blank ones not counted
     * @param badLines lines that were no readings
     * @param refused readings that could not be used, by reason
     */
    public record Report(long lines, long badLines, Map<Refusal, Long> refused) {}

    private OfflineCollector() {}

    /**
     * Plays a file to its end. Every collector's last record is a FIN, whose {@code through} ends the last slot.
     *
     * @param bad takes every bad line as it is found
     */
    public static Report play(Registry registry, ReadingsFile file, int batchNodes, Out out, Consumer<BadLine> bad)
            throws IOException {
        Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
        Map<CollectorId, Inventory> inventories = new LinkedHashMap<>();
        for (CollectorId id : registry.collectors().keySet()) {
            inventories.put(id, new Inventory(registry, id, batchNodes, draft -> out.append(id, draft), refusal -> {
                boolean othersRecord = refusal == Refusal.NOT_OURS;
                if (!othersRecord) {
                    refused.merge(refusal, 1L, Long::sum);
                }
            }));
        }
        Playback playback = new Playback(inventories.values(), bad);
        while (playback.step(file, Long.MIN_VALUE)) {
            // every step plays one line
        }
        playback.finish();
        return new Report(playback.lines(), playback.badLines(), Map.copyOf(refused));
    }
}
