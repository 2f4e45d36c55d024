/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a spool's folder, or a copy of it, holds, and what its books say. Looked at without changing anything, also beside
 * a running collector: then it is a moment's picture.
 *
 * @param losses records of the epochs held that can never be delivered
 */
public record SpoolSurvey(
        CollectorId collector, List<Epoch> epochs, List<Consumer> consumers, List<Lost> losses, SpoolStats stats) {

    public SpoolSurvey {
        epochs = List.copyOf(epochs);
        consumers = List.copyOf(consumers);
        losses = List.copyOf(losses);
    }

    /**
     * An epoch.
     *
     * @param low the number of the oldest record held
     * @param head the number of the newest
     * @param from its first slot, epoch seconds; 0 where it holds none
     * @param through all slots before this epoch second are complete
     */
    public record Epoch(EpochId epoch, long low, long head, long from, long through, long bytes, State state) {}

    /** Whether anything follows. */
    public enum State {
        OPEN,
        ENDED,
        /** Another history had taken its name: what was pending went on in a newer one. */
        GIVEN_UP
    }

    /** How far a consumer says to have come, by epoch. */
    public record Consumer(ConsumerId consumer, long generation, Map<EpochId, Long> committed) {
        public Consumer {
            committed = Map.copyOf(committed);
        }
    }

    /**
     * Looks at a folder.
     *
     * @throws SpoolException where it is no spool
     */
    public static SpoolSurvey of(Path folder) throws IOException {
        SpoolReader reader = SpoolReader.open(folder);
        Books books = Books.seen(SpoolFolder.books(folder));
        List<Epoch> epochs = new ArrayList<>();
        List<EpochLog> logs = new ArrayList<>();
        for (Path each : reader.epochs()) {
            try (EpochLog log = EpochLog.open(each, false)) {
                if (books.retired().contains(log.epoch())) {
                    continue;
                }
                logs.add(log);
                State state = log.isLeft() ? State.GIVEN_UP : log.isClosed() ? State.ENDED : State.OPEN;
                epochs.add(new Epoch(
                        log.epoch(), log.low(), log.head(), log.headEntry().from(), log.through(), log.bytes(), state));
            }
        }
        List<Consumer> consumers = books.consumers().stream()
                .map(consumer ->
                        new Consumer(consumer, books.generation(consumer), new TreeMap<>(books.committed(consumer))))
                .toList();
        return new SpoolSurvey(
                reader.collector(),
                epochs,
                consumers,
                books.losses(),
                SpoolStats.of(books, logs, log -> Math.min(log.head(), books.committed(log.epoch()))));
    }
}
