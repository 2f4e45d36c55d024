/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells open pages that something is new; a page that cannot keep up misses some and asks again. */
@Singleton
public final class LiveEvents {

    private final BroadcastProcessor<Event> events = BroadcastProcessor.create();

    /** One piece of news: {@code result} or {@code deviation}, always with its lease. */
    record Event(String name, Map<String, String> data) {}

    private record LineOf(LeaseId lease, LineId line) {}

    /** Tells of a batch: the latest changed interval of each line, and each lease whose deviations changed. */
    void tell(Intake.Taken taken) {
        Map<LineOf, Intake.Change> latest = new LinkedHashMap<>();
        taken.changes()
                .forEach(change -> latest.merge(
                        new LineOf(change.lease(), change.line()),
                        change,
                        (a, b) -> b.start().isBefore(a.start()) ? a : b));
        latest.values().forEach(change -> tell(new Event("result", data(change))));
        taken.deviating().forEach(lease -> tell(new Event("deviation", Map.of("lease", lease.value()))));
    }

    private synchronized void tell(Event event) {
        events.onNext(event);
    }

    private static Map<String, String> data(Intake.Change change) {
        Instant start = change.start();
        return Map.of(
                "lease", change.lease().value(),
                "line", change.line().value(),
                "interval_start", start.toString(),
                "status", change.settled() ? "settled" : "provisional",
                "revision", Integer.toString(change.revision()));
    }

    Multi<Event> stream() {
        return events.onOverflow().drop();
    }
}
