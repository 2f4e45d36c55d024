/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.access.Certificates;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.credentials.Secret;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.model.wire.ConsumerId;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "nameplate.collector.id", "c1",
            "nameplate.collector.data", "/var/lib/nameplate/collector",
            "nameplate.collector.broker", "tcp://127.0.0.1:1883",
            "nameplate.collector.ledger", "http://127.0.0.1:8620/");

    @TempDir
    Path folder;

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        Plan plan = plan(Map.of(), Map.of());
        assertThat(plan.consumers()).containsExactly(new ConsumerId("job"));
        assertThat(plan.mqttClient()).isEqualTo(MqttClients.PAHO);
        assertThat(plan.batchNodes()).isEqualTo(64);
        assertThat(plan.tick()).isEqualTo(Duration.ofMillis(250));
        assertThat(plan.registryRefresh()).isEqualTo(Duration.ofSeconds(30));
        assertThat(plan.rawKeep()).isEqualTo(Duration.ofDays(3));
        assertThat(plan.maxBytes()).isEqualTo(20L * 1024 * 1024 * 1024);
        assertThat(plan.segmentBytes()).isEqualTo(64L * 1024 * 1024);
    }

    @Test
    void theMqttClientIsOneOfTwo() {
        assertThat(plan(Map.of("mqtt-client", "hivemq"), Map.of()).mqttClient()).isEqualTo(MqttClients.HIVEMQ);
        assertThatThrownBy(() -> plan(Map.of("mqtt-client", "moquette"), Map.of()))
                .hasMessageContaining("nameplate.collector.mqtt-client: must be paho or hivemq, found 'moquette'");
        assertThatThrownBy(() -> plan(Map.of("broker", "ws://b:80/mqtt"), Map.of()))
                .hasMessageContaining(
                        "nameplate.collector.mqtt-client: the client 'paho' is not used for ws://b:80/mqtt")
                .hasMessageContaining("set mqtt-client to hivemq");
        assertThat(plan(Map.of("broker", "ws://b:80/mqtt", "mqtt-client", "hivemq"), Map.of())
                        .broker())
                .isEqualTo("ws://b:80/mqtt");
    }

    @Test
    void bytesMayHaveAUnit() {
        Map<String, Long> forms = Map.of(
                "20GB", 20_000_000_000L,
                "20 GB", 20_000_000_000L,
                "512MiB", 536_870_912L,
                "1 TiB", 1L << 40,
                "21474836480", 21_474_836_480L);
        forms.forEach((text, bytes) -> assertThat(
                        plan(Map.of("spool.max-bytes", text), Map.of()).maxBytes())
                .as(text)
                .isEqualTo(bytes));
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> plan(
                        Map.of(
                                "tick", "abc",
                                "registry-refresh", "0s",
                                "batch-nodes", "many",
                                "spool.max-bytes", "20 gigs",
                                "spool.raw-keep", "72",
                                "consumers", "job,job",
                                "ledger", "ledger:8620",
                                "devices", "/not/there.yaml",
                                "spool.max-byte", "1",
                                "colour", "blue"),
                        Map.of()))
                .isInstanceOf(Plan.BadSettings.class)
                .hasMessageContaining(
                        "nameplate.collector.tick: must be a duration with a unit (ms, s, m, h or d), such"
                                + " as 250ms, found 'abc'")
                .hasMessageContaining("nameplate.collector.registry-refresh: must be from 1ms to 24h, found '0s'")
                .hasMessageContaining(
                        "nameplate.collector.batch-nodes: must be a whole number from 1 to 4096, found 'many'")
                .hasMessageContaining(
                        "nameplate.collector.spool.max-bytes: must be a number of bytes such as 20GB, 512MiB")
                .hasMessageContaining("nameplate.collector.spool.raw-keep: must be a duration with a unit")
                .hasMessageContaining("nameplate.collector.consumers: a name stands twice")
                .hasMessageContaining("nameplate.collector.ledger: must be an address such as http://127.0.0.1:8620")
                .hasMessageContaining("nameplate.collector.devices: there is no file /not/there.yaml")
                .hasMessageContaining("nameplate.collector.spool.max-byte: there is no such setting; did you mean"
                        + " 'nameplate.collector.spool.max-bytes'?")
                .hasMessageContaining(
                        "nameplate.collector.colour: there is no such setting; known: batch-nodes, broker,")
                .message()
                .satisfies(text -> assertThat(text.lines()).hasSize(10));
    }

    @Test
    void environmentVariablesAreSettingsToo() {
        assertThat(plan(
                                Map.of(),
                                Map.of(
                                        "NAMEPLATE_COLLECTOR_BATCH_NODES",
                                        "32",
                                        "NAMEPLATE_COLLECTOR_SPOOL_MAX_BYTES",
                                        "1GB"))
                        .batchNodes())
                .isEqualTo(32);
        assertThat(plan(Map.of(), Map.of("NAMEPLATE_COLLECTOR_SERVICE_HOST", "10.0.0.1"))
                        .batchNodes())
                .as("made by others")
                .isEqualTo(64);
        assertThatThrownBy(() -> plan(Map.of(), Map.of("NAMEPLATE_COLLECTOR_BATCH_NODE", "32")))
                .hasMessage("NAMEPLATE_COLLECTOR_BATCH_NODE: there is no such setting; did you mean"
                        + " 'NAMEPLATE_COLLECTOR_BATCH_NODES'?");
    }

    @Test
    void theBrokersLoginAndCertificatesAreFilesThatAreLookedAt() throws Exception {
        Certificates made = new Certificates(folder).with("c1", "ca", "DNS:c1.test");
        Path password = Files.writeString(folder.resolve("password"), "word\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        Plan plan = plan(
                Map.of(
                        "broker", "ssl://broker.test:8883",
                        "broker-user", "c1",
                        "broker-password-file", password.toString(),
                        "broker-ca", made.certificate("ca").toString(),
                        "broker-certificate", made.certificate("c1").toString(),
                        "broker-key", made.key("c1").toString()),
                Map.of());
        assertThat(plan.access())
                .isEqualTo(new BrokerAccess(
                        Optional.of("c1"), Optional.of(new Secret.OfFile(password)), made.files("c1")));
        assertThat(plan.warnings(Clock.systemUTC()))
                .singleElement()
                .asString()
                .startsWith("nameplate.collector.broker-password-file: " + password
                        + ": everybody on this machine may read");
    }

    @Test
    void whatIsWrongWithTheBrokersLoginIsSaidByKeyAndAPasswordIsNotRepeated() {
        assertThatThrownBy(() -> plan(
                        Map.of(
                                "broker-password", "s3cret",
                                "broker-password-variable", "NO_SUCH_VARIABLE",
                                "broker-ca", "/no/ca.pem",
                                "broker-certificate", "/no/c1.pem"),
                        Map.of()))
                .message()
                .contains(
                        "nameplate.collector.broker-password: a password does not stand among the settings",
                        "nameplate.collector.broker-user: is missing beside its password",
                        "nameplate.collector.broker-certificate: a certificate and its key go together",
                        "nameplate.collector.broker-ca: /no/ca.pem: there is no such file",
                        "nameplate.collector.broker-tls: certificates need a broker at ssl://")
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> plan(Map.of("broker", "ssl://c1:s3cret@h:8883"), Map.of()))
                .hasMessage("nameplate.collector.broker: must not name user and password (found 'ssl://…@h:8883'); they"
                        + " have keys of their own");
    }

    @Test
    void aCheckSaysTheLineOfASettingThatNamesAFile() throws Exception {
        Path settings = Files.writeString(folder.resolve("application.properties"), """
                # a collector
                nameplate.collector.id=c1
                nameplate.collector.data=/tmp
                nameplate.collector.broker=ssl://h:8883
                nameplate.collector.broker-ca=/no/ca.pem
                nameplate.collector.ledger=http://127.0.0.1:8620
                """);
        assertThat(ConfigCheck.settings(settings, Optional.empty()).problems())
                .containsExactly(settings + ":5: nameplate.collector.broker-ca: /no/ca.pem: there is no such file");
    }

    @Test
    void aFolderThatCannotBeUsedIsToldInASentence() throws IOException {
        Path file = Files.writeString(folder.resolve("occupied"), "");
        assertThatThrownBy(() -> FileTrouble.makeData(file))
                .isInstanceOf(IOException.class)
                .hasMessage("nameplate.collector.data: the folder cannot be used: " + file
                        + ": something else of that name is there already");
    }

    static Plan plan(Map<String, String> more, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        more.forEach((key, value) -> all.put("nameplate.collector." + key, value));
        return Plan.of(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100), new EnvConfigSource(environment, 300))
                .build());
    }
}
