/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.orders.OrderFolder;
import io.nameplate.model.LeapingClock;
import io.nameplate.orders.Provider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider publishes while the collector is down. */
class KeptOrdersIT {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private final Provider provider = Provider.withCurve("acme-2026");
    private final List<String> faults = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void anOrderThatIsPublishedWhileTheCollectorIsAwayIsHeardWhenItIsBack(MqttClients client) throws Exception {
        String order = provider.order(Provider.target(NOW.plusSeconds(60).toString(), null, 12_500));
        OrderFolder heard = new OrderFolder(folder.resolve("orders"));
        try (Mosquitto broker = new Mosquitto(folder)) {
            MqttSource source = source(broker);
            try (MqttDriver before = driver(source, client, heard, NOW)) {
                Tools.await("it is connected", () -> before.sourcesAway() == 0);
            }
            publish(broker, order);
            try (MqttDriver after = driver(source, client, heard, NOW.plusSeconds(240))) {
                Tools.await("the order is on the disk", () -> heard.pending() == 1);
                assertThat(after.report("grid").orElseThrow()).contains("limit 12500000 W");
            }
            publish(broker, provider.order(Provider.target(NOW.plusSeconds(90).toString(), null, 9_000)));
            try (MqttDriver late = driver(source, client, heard, NOW.plusSeconds(3_000))) {
                Tools.await("what came too late is said", () -> faults.contains("not_of_now"));
                // what the broker kept may come before the driver has seen that it is connected
                Tools.await("it is connected", () -> late.sourcesAway() == 0);
                assertThat(heard.pending()).isEqualTo(1);
            }
        }
    }

    /** As a dry run, whose client id is never used again. */
    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void nothingIsKeptForARunThatHandsNoOrderOn(MqttClients client) throws Exception {
        String order = provider.order(Provider.target(NOW.plusSeconds(60).toString(), null, 12_500));
        try (Mosquitto broker = new Mosquitto(folder)) {
            MqttSource source = source(broker);
            try (MqttDriver before = driver(source, client, OrderDesk.NOBODY, NOW)) {
                Tools.await("it is connected", () -> before.sourcesAway() == 0);
            }
            publish(broker, order);
            String later = provider.order(Provider.target(NOW.plusSeconds(90).toString(), null, 9_000));
            try (MqttDriver after = driver(source, client, OrderDesk.NOBODY, NOW)) {
                Tools.await("it is connected", () -> after.sourcesAway() == 0);
                publish(broker, later);
                Tools.await(
                        "what is sent now is heard",
                        () -> after.report("grid").orElseThrow().contains("limit 9000000 W"));
                assertThat(after.report("grid").orElseThrow()).doesNotContain("limit 12500000 W");
            }
        }
    }

    private MqttSource source(Mosquitto broker) {
        return Formats.source("""
                mqtt:
                  - name: grid
                    broker: %s
                    format: dsx-flex
                    provider: acme
                    keys: [{kid: acme-2026, pem: "%s"}]
                """.formatted(broker.url(), provider.pem().replace("\n", "\\n")));
    }

    private MqttDriver driver(MqttSource source, MqttClients client, OrderDesk heard, Instant now) {
        Clock clock = new LeapingClock(now.toEpochMilli());
        return new MqttDriver(List.of(source), client, "nameplate-c1", new Nobody(), heard, clock, new Faults());
    }

    private static void publish(Mosquitto broker, String signed) throws Exception {
        broker.publish("grid/v1/isv/acme/loadtarget/set", "-m", Provider.event(NOW, signed));
    }

    private final class Faults implements DriverEvents {

        @Override
        public void polled(PollEnd end) {}

        @Override
        public void messageFault(String source, Remarks.Reason fault) {
            faults.add(fault.label());
        }

        @Override
        public void source(String name, Subscription subscription) {}

        @Override
        public void gone(String name) {}
    }
}
