/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.model.LeapingClock;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The gauge that shows how far the clock of an MQTT source is off. */
class ClockOffsetTest {

    private static final long T0 = 1_780_272_000_000L;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LeapingClock clock = new LeapingClock(T0);
    private final Subscription subscription =
            new Subscription(Formats.source("""
                    mqtt:
                      - name: feeds
                        broker: tcp://127.0.0.1:1
                        format: json
                        template: "feed/{asset}"
                        time: {path: $.ts, as: ms}
                        points:
                          - {point: power, value: $.power, unit: W}
                    """), clock, readings -> {}, asset -> true, fault -> {});

    private double shown() {
        return meters.get("nameplate.source.clock.offset.seconds")
                .tag("source", "feeds")
                .gauge()
                .value();
    }

    private void says(long ts) {
        subscription.arrived(
                "feed/feed-a", ("{\"ts\":" + ts + ",\"power\":5000}").getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void aSourceWhoseMessagesAreHalfAMinuteOffIsShownSoAndNoLongerOnceItIsSilent() {
        new Metrics(meters).source("feeds", subscription);
        assertThat(shown()).as("before its first word").isNaN();
        says(T0 - 30_000);
        assertThat(shown()).isEqualTo(-30);
        clock.pass(10_000);
        says(T0 + 10_000);
        assertThat(shown()).as("it is not hidden by one that is right").isEqualTo(-30);
        clock.pass(120_000);
        assertThat(shown()).as("two minutes of silence").isNaN();
    }
}
