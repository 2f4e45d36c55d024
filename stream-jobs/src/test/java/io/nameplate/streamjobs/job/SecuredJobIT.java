/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.model.FreePort;
import io.nameplate.streamjobs.ingest.MqttClients;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MqttWire;
import io.nameplate.streamjobs.world.Offline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The job's process at a mosquitto that wants certificate and password, under the shipped access rules; the collectors are let in
 * at a door of their own.
 */
@Timeout(300)
class SecuredJobIT {

    private static final long START = TwoHalls.START;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @AutoClose
    private Mosquitto broker;

    private Certificates made;
    private int open;

    @BeforeEach
    void start() throws Exception {
        made = new Certificates(folder)
                .with("broker", "ca", "DNS:localhost")
                .with("job", "ca", "DNS:job")
                .with("stranger", "other-ca", "DNS:job");
        Mosquitto.password(Files.createFile(folder.resolve("passwords")), "job", "secret-job");
        Files.writeString(folder.resolve("job.password"), "secret-job\n");
        open = FreePort.next();
        int port = FreePort.next();
        broker = new Mosquitto(folder, port, """
                per_listener_settings true
                listener %d 127.0.0.1
                allow_anonymous true
                listener %d 127.0.0.1
                %s
                """.formatted(
                        open, port, String.join("\n", Mosquitto.guarded(made, "broker", folder.resolve("passwords")))));
    }

    private Process job(FakeLedger ledger, String certificate, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                NameplateJob.class.getName()));
        command.addAll(List.of("--broker", "ssl://localhost:" + broker.port(), "--broker-user", "job"));
        command.addAll(List.of("--broker-ca", made.certificate("ca").toString()));
        command.addAll(
                List.of("--broker-certificate", made.certificate(certificate).toString()));
        command.addAll(List.of("--broker-key", made.key(certificate).toString()));
        command.addAll(List.of(
                "--ledger", ledger.url(), "--data", folder.resolve("data").toString()));
        command.addAll(List.of("--checkpoint-interval", "500ms", "--deadline", "1h"));
        command.addAll(List.of(more));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log());
        process.environment().put("JOB_PASSWORD", "secret-job");
        return process.start();
    }

    private File log() {
        return folder.resolve("job.log").toFile();
    }

    private String said() {
        try {
            return Files.readString(log().toPath());
        } catch (IOException notYet) {
            return notYet.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void withItsCertificateAndPasswordItSettlesEverything(MqttClients client) throws Exception {
        Story first = Story.ofFirst(51).play(START, START + 600).end();
        Story second = Story.ofSecond(52).play(START, START + 600).end();
        SortedMap<String, String> expected = Offline.settle(first, second);
        String url = "tcp://127.0.0.1:" + open;
        String password = client == MqttClients.PAHO ? "--broker-password-variable" : "--broker-password-file";
        String where = client == MqttClients.PAHO
                ? "JOB_PASSWORD"
                : folder.resolve("job.password").toString();
        try (FakeLedger ledger = new FakeLedger();
                MqttWire wire1 = new MqttWire(url, "c1");
                MqttWire wire2 = new MqttWire(url, "c2");
                FakeCollector c1 = new FakeCollector("c1", first, START, wire1).append();
                FakeCollector c2 = new FakeCollector("c2", second, START, wire2).append()) {
            ledger.registry(1, TwoHalls.TEXT);
            Process job = job(
                    ledger,
                    "job",
                    password,
                    where,
                    "--mqtt-client",
                    client.name().toLowerCase(Locale.ROOT));
            try {
                Deadline.await(
                        PATIENCE,
                        () -> ledger.contents().size() + " of " + expected.size() + "\n" + said(),
                        () -> ledger.contents().size() >= expected.size());
                assertThat(ledger.contents()).isEqualTo(expected);
                assertThat(c1.sent() + c2.sent()).isPositive();
                assertThat(said()).doesNotContain("secret-job");
            } finally {
                job.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void withACertificateThatTheBrokerDoesNotTrustItSaysSo() throws Exception {
        try (FakeLedger ledger = new FakeLedger()) {
            ledger.registry(1, TwoHalls.TEXT);
            Process job = job(ledger, "stranger", "--broker-password-variable", "JOB_PASSWORD");
            try {
                Deadline.await(PATIENCE, this::said, () -> said().contains("there is no connection to the broker"));
                assertThat(said()).containsPattern("trust our certificate").doesNotContain("secret-job");
            } finally {
                job.destroyForcibly().onExit().join();
            }
        }
    }

    @Test
    void filesThatCannotBeUsedEndItBeforeItBegins() throws Exception {
        try (FakeLedger ledger = new FakeLedger()) {
            Process job = job(
                    ledger,
                    "nothing",
                    "--broker-password-file",
                    folder.resolve("none").toString());
            assertThat(job.waitFor()).isEqualTo(2);
            assertThat(said())
                    .contains("--broker-certificate: " + made.certificate("nothing") + ": there is no such file")
                    .contains("--broker-password-file: " + folder.resolve("none") + ": there is no such file");
        }
    }
}
