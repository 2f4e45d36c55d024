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
        Map<String, Long> latest = new HashMap<>();
        settled.forEach(told -> latest.put(told.lease() + "/" + told.line(), told.start()));
        long before = Long.MAX_VALUE;
        for (Lease lease : registry.leases().values()) {
            for (var line : lease.lines()) {
                Long start = latest.get(new LineKey(lease.lease(), line.line()).toString());
                before = start == null
                        ? Long.MIN_VALUE
                        : Math.min(before, start + registry.interval().toSeconds());
            }
        }
        return before == Long.MAX_VALUE ? Long.MIN_VALUE : before;
    }
}
