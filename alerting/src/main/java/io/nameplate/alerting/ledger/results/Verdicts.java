/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** The verdicts of registry versions, each made once and the last few kept: making one indexes a registry. Not thread-safe. */
public final class Verdicts {

    private static final int KEPT = 8;

    private final LongFunction<Optional<Registry>> registries;
    private final Map<Long, Verdict> made = new LinkedHashMap<>();

    public Verdicts(LongFunction<Optional<Registry>> registries) {
        this.registries = registries;
    }

    /** The verdict of a version; empty when there is no such version. */
    public Optional<Verdict> of(long version) {
        Verdict known = made.get(version);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Verdict> fresh = registries.apply(version).map(Verdict::new);
        fresh.ifPresent(verdict -> {
            if (made.size() >= KEPT) {
                made.clear();
            }
            made.put(version, verdict);
        });
        return fresh;
    }
}
