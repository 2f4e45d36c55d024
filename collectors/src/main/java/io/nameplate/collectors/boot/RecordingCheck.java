/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.publish.PublishStats;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
                .map(collector -> said(answer, collector).build())
                .orElseGet(
                        () -> answer.down().withData("state", running.waiting()).build());
    }

    /** A broker that is away or refuses does not stop recording: it is said, and what waits is in the spool. */
    private static HealthCheckResponseBuilder said(HealthCheckResponseBuilder answer, Collector collector) {
        PublishStats publishing = collector.publishing();
        answer.status(!collector.failed() && !collector.stalled() && collector.waitsUntil() == 0)
                .withData("state", state(collector))
                .withData("broker_connected", publishing.connected())
                .withData("sources_away", collector.sourcesAway());
        publishing.trouble().ifPresent(why -> answer.withData("broker_trouble", why.sentence()));
        publishing
                .pubackRefused()
                .forEach((code, count) -> answer.withData("publish_refused_" + Puback.label(code), count));
        return answer;
    }

    private static String state(Collector collector) {
        if (collector.failed()) {
            return "recording stopped";
        }
        if (collector.waitsUntil() > 0) {
            return "clock was set back: nothing is recorded until " + Instant.ofEpochSecond(collector.waitsUntil());
        }
        return collector.stalled() ? "spool takes no records, they wait in memory" : "recording";
    }
}
