/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says before which instant nothing needs to be accumulated: what every line of the registry has settled. */
final class SettledBefore {

    private SettledBefore() {}

    /** Epoch second; the beginning of time if a line has nothing settled. */
    static long of(Registry registry, List<SettledThrough> settled) {
        long interval = registry.interval().toSeconds();
        Map<LineKey, Long> known = new HashMap<>();
        settled.forEach(told -> known.put(told.key(), told.before(interval)));
        long before = Long.MAX_VALUE;
        for (Lease lease : registry.leases().values()) {
            for (var line : lease.lines()) {
                before = Math.min(before, known.getOrDefault(new LineKey(lease.lease(), line.line()), Long.MIN_VALUE));
            }
        }
        return before == Long.MAX_VALUE ? Long.MIN_VALUE : before;
    }
}
