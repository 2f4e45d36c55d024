/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.WorstNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an interval of a line is known to be now.
 *
 * @param revision the settled revision; 0 while it is provisional
 * @param provenance names what the result rests on, as last stated; null for rows older than that
 * @param sha256 of the canonical content, in hex
 * @param totals the same states as numbers
 * @param content the canonical content object
 * @param coverage how much was measured and why the rest was not, as last stated
 * @param beside what was said with it that is no part of it
 */
public record Interval(
        LeaseId lease,
        LineId line,
        Instant start,
        Duration length,
        boolean settled,
        int revision,
        Instant recordedAt,
        long registryVersion,
        @Nullable String provenance,
        String sha256,
        Totals totals,
        String content,
        Coverage coverage,
        Beside beside,
        List<WorstNode> worst) {

    public Interval {
        worst = List.copyOf(worst);
    }

    public Instant end() {
        return start.plus(length);
    }
}
