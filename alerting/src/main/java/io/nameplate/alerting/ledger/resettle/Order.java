/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.results.Approval;
import io.nameplate.model.language.LeaseId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be settled again.
 *
 * @param from the first interval; empty for the first there is
 * @param to the first interval after it; empty for all there are
 * @param lease only this lease
 * @param registryVersion the version to settle under, from what is kept alone; empty for late evidence, under the version
 *     that each interval rests on
 * @param dryRun tell what would change, and change nothing
 * @param force also what the stream job may still restate by itself
 */
public record Order(
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<LeaseId> lease,
        OptionalLong registryVersion,
        String approver,
        boolean dryRun,
        boolean force) {

    public Order {
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException("from " + from.get() + " is not before to " + to.get());
        }
        new Approval(Approval.Reason.LATE_EVIDENCE, approver);
    }

    boolean covers(Instant start) {
        return from.map(first -> !start.isBefore(first)).orElse(true)
                && to.map(start::isBefore).orElse(true);
    }

    /** Whether what came late is merged; a correction of the registry leaves it where it is. */
    boolean merges() {
        return registryVersion.isEmpty();
    }

    /** Whether every interval is looked at, not only those of which something came late. */
    boolean looksAtAll() {
        return registryVersion.isPresent() || from.isPresent() || to.isPresent();
    }

    Approval approval() {
        return new Approval(merges() ? Approval.Reason.LATE_EVIDENCE : Approval.Reason.REGISTRY_CORRECTION, approver);
    }
}
