/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the verdict of the newest registry version, which indexes it, and of the one asked for last. Not thread-safe. */
final class Verdicts {

    private final RegistryAccess registry;
    private final Map<HallId, List<CollectorId>> collectors = new HashMap<>();
    private @Nullable Verdict current;
    private @Nullable Verdict asked;

    Verdicts(RegistryAccess registry) {
        this.registry = registry;
    }

    Verdict current() {
        return of(registry.current());
    }

    private Verdict of(Registry newest) {
        Verdict known = current;
        if (known == null || known.registry().version() != newest.version()) {
            known = new Verdict(newest);
            current = known;
            collectors.clear();
        }
        return known;
    }

    /** As {@link #current()}, when another process has told of this registry version. */
    Verdict atLeast(long version) {
        return current().registry().version() >= version ? current() : of(registry.atLeast(version));
    }

    /** The collectors that results of a hall rest on, under the version that was given last as the newest. */
    List<CollectorId> collectorsOf(HallId hall) {
        Verdict given = current == null ? current() : current;
        return collectors.computeIfAbsent(hall, given.registry()::collectorsOf);
    }

    /** The verdict of a version; empty where this process does not have it any more. */
    Optional<Verdict> of(long version) {
        atLeast(version);
        if (current().registry().version() == version) {
            return Optional.of(current());
        }
        if (asked == null || asked.registry().version() != version) {
            asked = registry.version(version).map(Verdict::new).orElse(null);
        }
        return Optional.ofNullable(asked);
    }

    /** The halls that speak for a line: those it has nodes in, else the first that any collector serves. */
    static List<HallId> speakers(Verdict verdict, LineKey line, long start) {
        return verdict.speakers(line, start);
    }
}
