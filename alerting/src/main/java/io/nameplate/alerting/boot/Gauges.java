/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The ledger's counts as metrics, read when somebody scrapes them. */
@Singleton
final class Gauges {

    void register(
            @Observes StartupEvent event,
            MeterRegistry meters,
            ResultReader results,
            DeviationReader deviations,
            Outbox outbox) {
        for (String name : new String[] {"results", "provisional", "revisions", "restated", "dead_letters"}) {
            Gauge.builder("nameplate.ledger." + name, () -> results.counts().getOrDefault(name, 0L))
                    .description("rows of the ledger: " + name)
                    .register(meters);
        }
        for (Deviation.State state : Deviation.State.values()) {
            Gauge.builder("nameplate.deviations", () -> deviations.counts().getOrDefault(state, 0L))
                    .tag("state", state.text())
                    .description("deviations by state")
                    .register(meters);
        }
        Gauge.builder("nameplate.notifications", outbox::countSent)
                .tag("state", "sent")
                .description("messages by fate")
                .register(meters);
        Gauge.builder("nameplate.notifications", outbox::countPending)
                .tag("state", "pending")
                .description("messages by fate")
                .register(meters);
    }
}
