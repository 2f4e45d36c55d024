/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Tells why the stream job restates a result. It follows the newest registry, whether that says anything else of the interval or
 * not; so the versions' numbers tell nothing, and what they say of the interval is compared. Safe for concurrent use.
 */
final class Reasons {

    private final Verdicts verdicts;

    Reasons(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** @param before the registry version that the result before rests on */
    Approval.Reason of(Content now, long before) {
        return before == now.registryVersion() || agreed(now, before).equals(agreed(now, now.registryVersion()))
                ? Approval.Reason.LATE_EVIDENCE
                : Approval.Reason.REGISTRY_CORRECTION;
    }

    /** All that a registry version says of what an interval rests on: the provenance of its result if nothing had been seen. */
    private synchronized Optional<Provenance> agreed(Content content, long version) {
        LineKey key = new LineKey(content.lease(), content.line());
        long start = content.intervalStart().getEpochSecond();
        return verdicts.of(version)
                .map((Verdict verdict) -> verdict.line(key, start, List.of()).provenance());
    }
}
