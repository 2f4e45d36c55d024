/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Term;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An episode with its id: what parties speak about.
 *
 * @param mergedInto the deviation it became part of, when its state is {@link State#MERGED}
 * @param recordedAt when the ledger last had something new to say about it
 */
public record Deviation(
        DeviationId id,
        LeaseId lease,
        Term.Kind term,
        State state,
        Episode episode,
        Optional<DeviationId> mergedInto,
        Instant recordedAt) {

    /** True unless a restatement took it away: open or closed. */
    public boolean stands() {
        return state == State.OPEN || state == State.CLOSED;
    }

    /** Where a deviation stands. */
    public enum State {
        OPEN,
        CLOSED,
        /** A restatement joined it with an older one. */
        MERGED,
        /** A restatement left nothing of it. */
        WITHDRAWN;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(Episode episode) {
            return episode.isOpen() ? OPEN : CLOSED;
        }
    }
}
