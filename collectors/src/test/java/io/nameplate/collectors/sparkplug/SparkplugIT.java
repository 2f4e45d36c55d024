/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.HiveMqLink;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.link.PahoLink;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge node whose payloads Tahu writes and mosquitto_pub sends, over mosquitto; mosquitto_sub hears the request. */
class SparkplugIT {

    private static final long NOW = 1_780_272_000_000L;
    private static final String YAML = """
            mqtt:
              - {name: edge, broker: BROKER, format: sparkplug-b, group: Plant, units: {Power: kW}}
            """;

    @TempDir
    Path folder;

    private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final BlockingQueue<Remarks.Reason> faults = new LinkedBlockingQueue<>();

    @Test
    void anEdgeNodeIsAskedForItsBirthIsHeardAndDies() throws Exception {
        Tools.need("/usr/bin/mosquitto_sub");
        try (Mosquitto broker = new Mosquitto(folder);
                MqttLink link = listen(broker, true)) {
            assertThat(link).isNotNull();
            Path heard = folder.resolve("heard");
            Process host = new ProcessBuilder(
                            "/usr/bin/mosquitto_sub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            Integer.toString(broker.port()),
                            "-t",
                            "spBv1.0/Plant/NCMD/e1",
                            "-t",
                            "ready",
                            "-F",
                            "%t %x")
                    .redirectOutput(heard.toFile())
                    .start();
            while (!host.waitFor(20, TimeUnit.MILLISECONDS) && Files.size(heard) == 0) {
                publish(broker, "ready", "x".getBytes(StandardCharsets.UTF_8));
            }
            publish(broker, "spBv1.0/Plant/NDATA/e1", payload(5));
            Tools.await("a request is heard", () -> request(heard).isPresent());
            host.destroy();
            String request = request(heard).orElseThrow();
            assertThat(request).startsWith("spBv1.0/Plant/NCMD/e1 ");
            byte[] bytes = HexFormat.of().parseHex(request.substring(request.indexOf(' ') + 1));
            assertThat(new SparkplugBPayloadDecoder()
                            .buildFromByteArray(bytes, null)
                            .getMetrics())
                    .singleElement()
                    .satisfies(metric -> assertThat(metric.getName()).isEqualTo("Node Control/Rebirth"));

            publish(
                    broker,
                    "spBv1.0/Plant/NBIRTH/e1",
                    payload(0, TahuEdge.bdSeq(1), TahuEdge.birth("Power", 1, MetricDataType.Double, 1.5, NOW)));
            assertThat(next()).isEqualTo("e1 Power 1780272000000 1500.0 GOOD");
            publish(
                    broker,
                    "spBv1.0/Plant/NDATA/e1",
                    payload(1, TahuEdge.data(1, MetricDataType.Double, 2.5, NOW + 10)));
            assertThat(next()).isEqualTo("e1 Power 1780272000010 2500.0 GOOD");
            publish(broker, "spBv1.0/Plant/NDEATH/e1", payload(-1, TahuEdge.bdSeq(1)));
            assertThat(next()).isEqualTo("e1 Power 1780272000011 0.0 STALE source_gone");
            assertThat(faults).containsExactly(SessionFault.NOT_BORN);
        }
    }

    @Test
    void aBrokerThatForbidsTheRequestIsCountedWithBothClients() throws Exception {
        Path rules = folder.resolve("acl");
        Files.writeString(rules, "topic readwrite spBv1.0/+/NDATA/#\n");
        try (Mosquitto broker = new Mosquitto(folder, "user root", "acl_file " + rules)) {
            for (boolean paho : List.of(true, false)) {
                try (MqttLink link = listen(broker, paho)) {
                    assertThat(link).isNotNull();
                    publish(broker, "spBv1.0/Plant/NDATA/e1", payload(5));
                    Tools.await("0x87 is counted", () -> faults.contains(MessageFault.PUBLISH_REFUSED));
                    faults.clear();
                }
            }
        }
    }

    private MqttLink listen(Mosquitto broker, boolean paho) throws InterruptedException {
        MqttSource source = Formats.source(YAML.replace("BROKER", broker.url()));
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        Subscription subscription = new Subscription(source, clock, readings::addAll, asset -> true, faults::add);
        MqttLink.Settings settings =
                new MqttLink.Settings(source.broker(), "sparkplug-it", source.topics(), Optional.empty());
        MqttLink link = paho ? PahoLink.open(settings, subscription) : HiveMqLink.open(settings, subscription);
        subscription.on(link);
        Tools.await("it is connected", subscription::isConnected);
        return link;
    }

    private static Optional<String> request(Path heard) {
        try {
            return Files.readAllLines(heard).stream()
                    .filter(line -> line.startsWith("spBv1.0"))
                    .findFirst();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] payload(int seq, Metric... metrics) {
        return TahuEdge.payload(NOW, seq, List.of(metrics));
    }

    private void publish(Mosquitto broker, String topic, byte[] payload) throws Exception {
        Path file = Files.write(folder.resolve("payload"), payload);
        broker.publish(topic, "-f", file.toString());
    }

    private String next() throws InterruptedException {
        Reading reading = readings.poll(60, TimeUnit.SECONDS);
        assertThat(reading).as("a reading within 60 s").isNotNull();
        return Formats.line(reading);
    }
}
