/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Fence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Takes evidence from the stream job: only from the newest one, one piece at a time whatever process asks, and only what is
 * evidence of the hall and interval it claims to be of.
 */
public final class EvidenceBook {

    private final Database database;
    private final EvidenceStore store;
    private final LongFunction<Optional<Registry>> registries;
    private final Clock clock;

    public EvidenceBook(
            Database database, EvidenceStore store, LongFunction<Optional<Registry>> registries, Clock clock) {
        this.database = database;
        this.store = store;
        this.registries = registries;
        this.clock = clock;
    }

    /** The answer to a piece. */
    public sealed interface Answer {

        /** It is kept. */
        record Taken(Kept kept) implements Answer {}

        /** It can never be taken, for this reason. */
        record Unfit(String reason) implements Answer {}

        /** A job of a higher generation writes now: the sender must stop. */
        record Stale(long generation) implements Answer {}
    }

    /**
     * Takes a piece.
     *
     * @param late whether it came after its interval was closed
     */
    public Answer take(long generation, String job, HallId hall, Instant start, boolean late, byte[] canonical) {
        KeptEvidence piece;
        try {
            piece = KeptEvidence.fromBytes(canonical);
        } catch (IllegalArgumentException broken) {
            return new Answer.Unfit(String.valueOf(broken.getMessage()));
        }
        Optional<String> unfit = unfit(piece, hall, start);
        if (unfit.isPresent()) {
            return new Answer.Unfit(unfit.get());
        }
        return database.ordered(connection -> {
            OptionalLong newer = Fence.shutOut(connection, generation, job);
            if (newer.isPresent()) {
                return new Answer.Stale(newer.getAsLong());
            }
            return new Answer.Taken(late ? store.keepLate(piece) : store.keep(piece));
        });
    }

    private Optional<String> unfit(KeptEvidence piece, HallId hall, Instant start) {
        if (!piece.hall().equals(hall) || piece.intervalStart() != start.getEpochSecond()) {
            return Optional.of("it is evidence of hall " + piece.hall() + " at "
                    + Instant.ofEpochSecond(piece.intervalStart()) + ", not of hall " + hall + " at " + start);
        }
        Registry registry = registries.apply(piece.registryVersion()).orElse(null);
        if (registry == null) {
            return Optional.of("registry version " + piece.registryVersion() + " is not in the ledger");
        }
        if (!registry.halls().containsKey(hall)) {
            return Optional.of("registry version " + piece.registryVersion() + " has no hall " + hall);
        }
        HallEvidence nodes = piece.nodes();
        if (nodes.intervalSeconds() != registry.interval().toSeconds()
                || nodes.slotSeconds() != registry.slot().toSeconds()) {
            return Optional.of("intervals of " + nodes.intervalSeconds() + " s and slots of " + nodes.slotSeconds()
                    + " s are not those of registry version " + piece.registryVersion());
        }
        return Optional.empty();
    }

    public EvidenceStore store() {
        return store;
    }

    /** Removes what was kept longer ago than this and gives how many pieces these were. */
    public long keepFor(Duration claimWindow) {
        return store.forgetBefore(clock.instant().minus(claimWindow));
    }
}
