/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.time.Instant;
import java.util.List;

/** What became of a batch of results. */
public sealed interface Intake {

    /** A result of the batch that was refused, by its place in the batch. */
    record Refused(int index, String reason) {}

    /** An interval that is known anew or otherwise than before. */
    record Change(LeaseId lease, LineId line, Instant start, boolean settled, int revision) {}

    /**
     * The batch was taken.
     *
     * @param accepted results that changed the ledger
     * @param unchanged results that said what the ledger says, or less
     */
    record Taken(int accepted, int unchanged, List<Refused> refused, List<Change> changes) implements Intake {
        public Taken {
            refused = List.copyOf(refused);
            changes = List.copyOf(changes);
        }
    }

    /** A job of a higher generation writes now: the sender must stop. */
    record Stale(long generation) implements Intake {}
}
