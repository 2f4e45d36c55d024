/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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
     * @param deviating leases of which a deviation is not what it was
     */
    record Taken(int accepted, int unchanged, List<Refused> refused, List<Change> changes, Set<LeaseId> deviating)
            implements Intake {
        public Taken {
            deviating = Set.copyOf(deviating);
            refused = List.copyOf(refused);
            changes = List.copyOf(changes);
        }
    }

    /** A job of a higher generation writes now: the sender must stop. */
    record Stale(long generation) implements Intake {}
}
