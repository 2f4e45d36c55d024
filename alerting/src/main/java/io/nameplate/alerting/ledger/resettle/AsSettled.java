/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What the lines of an interval were settled to live, from the evidence store alone. The ledger makes no revision of what differs in
 * nothing but the registry's number; so a line bears the number of the last registry version that made another result of it, although
 * its halls' evidence may have been kept again under a newer one.
 */
public final class AsSettled {

    private AsSettled() {}

    /**
     * Settles what was gathered.
     *
     * @param under settles under a registry version
     */
    public static SortedMap<LineKey, LineResult> of(Gathered gathered, LongFunction<KeptSettlement> under) {
        long start = gathered.start().getEpochSecond();
        SortedMap<LineKey, LineResult> settled = new TreeMap<>();
        for (long version : gathered.versions()) {
            under.apply(version).results(start, gathered.keptUnder(version)).forEach((line, result) -> {
                if (gathered.versions(line).contains(version)) {
                    settled.merge(line, result, AsSettled::next);
                }
            });
        }
        return settled;
    }

    private static LineResult next(LineResult was, LineResult now) {
        boolean saysTheSame =
                was.content().withRegistryVersion(0).equals(now.content().withRegistryVersion(0))
                        && Planner.anywhere(was.judgements()).equals(Planner.anywhere(now.judgements()));
        return saysTheSame
                ? new LineResult(
                        was.content(), now.judgements(), now.worst(), now.provenance(), now.coverage(), now.use())
                : now;
    }
}
