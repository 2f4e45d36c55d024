/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.SendWindow;
import io.nameplate.model.wire.SendWindow.Change;
import io.nameplate.model.wire.SendWindow.Event;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the consumers' cursors ask of the spool's disk. What it does not take stays here, in its order, until it does: a
 * window tells of each change only once. Only the publishing thread uses it.
 */
final class Consequences {

    private static final Logger LOGGER = LoggerFactory.getLogger(Consequences.class);

    /** An epoch that must end, and for whom. */
    private record Ending(ConsumerId consumer, Change change, EpochId epoch) {}

    private final Outbox outbox;
    private final Map<ConsumerId, SendWindow> windows;
    private final Set<ConsumerId> unkept = new LinkedHashSet<>();
    private final Map<Ending, String> endings = new LinkedHashMap<>();
    private long failures;

    Consequences(Outbox outbox, Map<ConsumerId, SendWindow> windows) {
        this.outbox = outbox;
        this.windows = windows;
    }

    /** The consumer's generation or committed moved: to be kept on disk, as it is when the disk takes it. */
    void keep(ConsumerId consumer) {
        unkept.add(consumer);
    }

    /** An epoch has to end because of what a cursor said; once, however often it is said meanwhile. */
    void end(ConsumerId consumer, Event event) {
        endings.putIfAbsent(new Ending(consumer, event.change(), event.epoch()), event.detail());
    }

    /** Whether the disk did not take something at the last attempt. */
    boolean isStalled() {
        return failures > 0;
    }

    /** Does all that is asked; what is committed is kept before anything else follows from it. */
    void carryOut() {
        try {
            for (ConsumerId consumer : List.copyOf(unkept)) {
                SendWindow window = windows.get(consumer);
                if (window != null) {
                    keep(window);
                }
                unkept.remove(consumer);
            }
            for (Ending ending : List.copyOf(endings.keySet())) {
                end(ending, endings.getOrDefault(ending, ""));
                endings.remove(ending);
            }
            if (failures > 0) {
                LOGGER.atWarn().addKeyValue("failures", failures).log("spool keeps what consumers say again");
            }
            failures = 0;
        } catch (IOException full) {
            failures++;
            // the 1st, 2nd, 4th, 8th ... time: said, but not flooded
            if (Long.bitCount(failures) == 1) {
                LOGGER.atError()
                        .setCause(full)
                        .addKeyValue("failures", failures)
                        .log("spool does not keep what consumers say, tried again: free the disk or make it writable");
            }
        }
    }

    private void keep(SendWindow window) throws IOException {
        Map<EpochId, Long> committed = new TreeMap<>();
        outbox.epochs().forEach(epoch -> committed.put(epoch, window.committed(epoch)));
        outbox.committed(window.consumer(), window.generation(), committed);
    }

    private void end(Ending ending, String detail) throws IOException {
        switch (ending.change()) {
            case COMMITTED -> throw new IllegalArgumentException("committing ends no epoch");
            case RESUMED -> {
                // an epoch that ended meanwhile keeps live apart already
                if (isOpen(ending.epoch())) {
                    outbox.newEpoch(ending.consumer() + " goes on after a stall, live is kept apart: " + detail);
                }
            }
            case FOREIGN -> outbox.leave(ending.epoch(), ending.consumer() + ": " + detail);
        }
    }

    private boolean isOpen(EpochId epoch) {
        List<EpochId> epochs = outbox.epochs();
        return !epochs.isEmpty() && epochs.get(epochs.size() - 1).equals(epoch);
    }
}
