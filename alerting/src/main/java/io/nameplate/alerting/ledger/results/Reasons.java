/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.evidence.IntervalVerdict;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Provenance;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Tells why the stream job restates a result. It follows the newest registry, whether that says anything else of the interval or
 * not; so the versions' numbers tell nothing, and what they say of the interval is compared. Where that differs, evidence may have
 * come as well: then what is kept of the interval gives the provenance of the result that is now, and no longer that of the one
 * before under its own version. Safe for concurrent use.
 */
final class Reasons {

    private final Verdicts verdicts;
    private final BiFunction<HallId, Instant, Optional<byte[]>> kept;

    /** @param kept the newest of what is kept of a hall and interval, as canonical bytes */
    Reasons(Verdicts verdicts, BiFunction<HallId, Instant, Optional<byte[]>> kept) {
        this.verdicts = verdicts;
        this.kept = kept;
    }

    /** The reason why a result replaces a settled one. */
    synchronized Approval.Reason of(Submission.Good result, ResultRows.Latest before) {
        Content now = result.content();
        long version = now.registryVersion();
        long was = before.registryVersion();
        IntervalVerdict unseen = new IntervalVerdict(now.intervalStart(), Map.of());
        if (was == version || provenance(unseen, now, was).equals(provenance(unseen, now, version))) {
            return Approval.Reason.LATE_EVIDENCE;
        }
        IntervalVerdict seen = new IntervalVerdict(now.intervalStart(), halls(now, was, version));
        boolean isNow = provenance(seen, now, version)
                .filter(result.provenance()::equals)
                .isPresent();
        boolean stood = provenance(seen, now, was)
                .filter(known -> known.sha256().equals(before.provenance()))
                .isPresent();
        return isNow && !stood ? Approval.Reason.CORRECTION_AND_LATE_EVIDENCE : Approval.Reason.REGISTRY_CORRECTION;
    }

    /** What is kept of the halls that a line's interval rests on under one of two versions or the other. */
    private Map<HallId, KeptEvidence> halls(Content content, long one, long other) {
        Map<HallId, KeptEvidence> halls = new HashMap<>();
        for (long version : new long[] {one, other}) {
            verdicts.of(version)
                    .ifPresent(verdict -> verdict.halls(
                                    key(content), content.intervalStart().getEpochSecond())
                            .forEach(hall -> kept.apply(hall, content.intervalStart())
                                    .ifPresent(bytes -> halls.put(hall, KeptEvidence.fromBytes(bytes)))));
        }
        return halls;
    }

    /** All that a result of a content's interval would rest on; empty where there is no such version. */
    private Optional<Provenance> provenance(IntervalVerdict interval, Content content, long version) {
        return verdicts.of(version)
                .map(verdict -> interval.settle(verdict, key(content)).provenance());
    }

    private static LineKey key(Content content) {
        return new LineKey(content.lease(), content.line());
    }
}
