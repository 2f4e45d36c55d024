/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.link.MqttVersion;
import io.nameplate.collectors.link.PahoLink;
import io.nameplate.model.LeapingClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening to mosquitto with mosquitto_pub as publisher: neither is ours. */
class MosquittoIT {

    private static final Path CASE = Path.of("src/test/resources/testcases/dcgm/healthy/input.txt");

    @TempDir
    Path folder;

    private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final BlockingQueue<Remarks.Reason> faults = new LinkedBlockingQueue<>();

    @AutoClose
    private Mosquitto broker;

    @BeforeEach
    void start() throws Exception {
        broker = new Mosquitto(folder);
    }

    @Test
    void aMessageThatOthersPublishBecomesReadings() throws Exception {
        try (MqttLink link = listen()) {
            assertThat(link).isNotNull();
            publish();
            assertThat(next()).isInstanceOfSatisfying(NodeReading.class, node -> {
                assertThat(node.node().value()).isEqualTo("h1-n001");
                assertThat(node.gpus()).hasSize(2);
                assertThat(node.bootId()).isEqualTo("3f2c-1");
            });
            assertThat(next()).isInstanceOf(NodeReading.class);
            assertThat(faults).isEmpty();
        }
    }

    @Test
    void afterTheBrokerWasKilledItListensAgain() throws Exception {
        try (MqttLink link = listen()) {
            assertThat(link).isNotNull();
            broker.kill();
            Tools.await("the loss is noticed", () -> !subscription.isConnected());
            broker.run();
            Tools.await("it is connected again", () -> subscription.isConnected());
            publish();
            assertThat(next()).isInstanceOf(NodeReading.class);
        }
    }

    @Test
    void messagesInJsonAndPlainNumbersBecomeReadings() throws Exception {
        try (MqttLink chillers = listen("""
                mqtt:
                  - name: chillers
                    broker: BROKER
                    format: json
                    template: site/+hall/{asset}/status
                    points: [{point: power, value: $.power.total, unit: kW}]
                """)) {
            assertThat(chillers).isNotNull();
            broker.publish("site/h1/chiller-1/status", "-m", "{\"power\":{\"total\":412.5}}");
            assertThat(Formats.line(next())).isEqualTo("chiller-1 power 1780272000000 412500.0 GOOD");
        }
        try (MqttLink outlets = listen("""
                mqtt:
                  - {name: outlets, broker: BROKER, format: plain, template: "pdu/{asset}/{point}", max_bytes: 8}
                """)) {
            assertThat(outlets).isNotNull();
            broker.publish("pdu/pdu-1/power", "-m", "1250000.5");
            broker.publish("pdu/pdu-1/power", "-m", "1250.5");
            assertThat(Formats.line(next())).isEqualTo("pdu-1 power 1780272000000 1250.5 GOOD");
            assertThat(faults).containsExactly(MessageFault.TOO_LARGE);
        }
    }

    /** They are acknowledged and gone, as the page on MQTT says. */
    @Test
    void whatComesFasterThanAllowedIsCountedAndLeftOutAndTheSourceGoesOn() throws Exception {
        try (MqttLink outlets = listen("""
                mqtt:
                  - {name: outlets, broker: BROKER, format: plain, template: "pdu/{asset}/{point}", max_rate: 1}
                """)) {
            assertThat(outlets).isNotNull();
            for (String value : List.of("1", "2", "3")) {
                broker.publish("pdu/pdu-1/power", "-m", value);
            }
            Tools.await("all three came", () -> subscription.messages() == 3);
            assertThat(faults).containsExactly(MessageFault.TOO_FAST, MessageFault.TOO_FAST);
            clock.pass(1_000);
            broker.publish("pdu/pdu-1/power", "-m", "4");
            assertThat(Formats.line(next())).isEqualTo("pdu-1 power 1780272000000 1.0 GOOD");
            assertThat(Formats.line(next())).isEqualTo("pdu-1 power 1780272001000 4.0 GOOD");
            assertThat(readings).isEmpty();
            assertThat(faults).hasSize(2);
            assertThat(subscription.isConnected()).isTrue();
        }
    }

    private final LeapingClock clock = new LeapingClock(1_780_272_000_000L);
    private Subscription subscription;

    private MqttLink listen(String yaml) throws InterruptedException {
        return listen(Formats.source(yaml.replace("BROKER", broker.url())));
    }

    private MqttLink listen() throws InterruptedException {
        return listen(new MqttSource(
                "gpus",
                broker.url(),
                MqttVersion.V5,
                BrokerAccess.NONE,
                List.of("telegraf/#"),
                Allowance.STANDARD,
                new InfluxFormat.Definition()));
    }

    private MqttLink listen(MqttSource source) throws InterruptedException {
        subscription = new Subscription(source, clock, readings::addAll, asset -> true, faults::add);
        MqttLink link = PahoLink.open(
                new MqttLink.Settings(source.broker(), "collect-it", source.topics(), Optional.empty()), subscription);
        Tools.await("it is connected", () -> subscription.isConnected());
        return link;
    }

    private void publish() throws Exception {
        broker.publish("telegraf/h1-n001", "-f", CASE.toString());
    }

    private Reading next() throws InterruptedException {
        Reading reading = readings.poll(60, TimeUnit.SECONDS);
        assertThat(reading).as("a reading within 60 s").isNotNull();
        return reading;
    }
}
