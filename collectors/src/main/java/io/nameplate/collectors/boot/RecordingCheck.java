/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether the collector records: up from the moment it has a registry until recording breaks. */
@Readiness
@ApplicationScoped
public class RecordingCheck implements HealthCheck {

    private final Running running;

    /** A check of what runs. */
    public RecordingCheck(Running running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("collector");
        return running.collector()
                .map(collector -> answer.status(!collector.failed() && !collector.stalled())
                        .withData("state", state(collector))
                        .withData("broker_connected", collector.connected())
                        .withData("sources_away", collector.sourcesAway())
                        .build())
                .orElseGet(() -> answer.down()
                        .withData("state", "waiting for the registry")
                        .build());
    }

    private static String state(Collector collector) {
        if (collector.failed()) {
            return "recording stopped";
        }
        return collector.stalled() ? "spool takes no records, they wait in memory" : "recording";
    }
}
