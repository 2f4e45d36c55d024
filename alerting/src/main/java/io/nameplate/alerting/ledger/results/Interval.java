/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.WorstNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an interval of a line is known to be now.
 *
 * @param revision the settled revision; 0 while it is provisional
 * @param content the canonical content object
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
        long contracted,
        long idle,
        long utilized,
        long unmeasured,
        String content,
        List<WorstNode> worst) {

    public Interval {
        worst = List.copyOf(worst);
    }

    public Instant end() {
        return start.plus(length);
    }

    public long delivered() {
        return idle + utilized;
    }

    /** How much of the contracted time was measured; all of it where nothing was contracted. */
    public int coveragePerMille() {
        return contracted == 0 ? 1000 : (int) ((contracted - unmeasured) * 1000 / contracted);
    }
}
