/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.access.Mosquitto;
import io.nameplate.model.FreePort;
import io.nameplate.model.wire.Cursor;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MqttWire;
import io.nameplate.streamjobs.world.Offline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job as a process of its own against mosquitto, killed with -9 again and again. */
@Timeout(240)
class KilledJobIT {

    private static final long START = TwoHalls.START;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private int statusPort;

    private Process job(Mosquitto broker, FakeLedger ledger) throws IOException {
        statusPort = FreePort.next();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NameplateJob.class.getName(),
                        "--broker",
                        broker.url(),
                        "--ledger",
                        ledger.url(),
                        "--data",
                        folder.resolve("job").toString(),
                        "--checkpoint-interval",
                        "500ms",
                        "--deadline",
                        "1h",
                        "--rest-port",
                        Integer.toString(statusPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
    }

    private File log() {
        return folder.resolve("job.log").toFile();
    }

    private long status(String key) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + "/status"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            JsonNode told = new ObjectMapper()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            return told.path(key).asLong();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String said() {
        try {
            return Files.readString(log().toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aJobThatIsKilledGivesTheSameContentsAndNoExtraRevision() throws Exception {
        Story first = Story.ofFirst(51).play(START, START + 1500).end();
        Story second = Story.ofSecond(52).play(START, START + 1500).end();
        SortedMap<String, String> expected = Offline.settle(first, second);
        try (Mosquitto broker = new Mosquitto(folder);
                FakeLedger ledger = new FakeLedger();
                MqttWire wire1 = new MqttWire(broker.url(), "c1");
                MqttWire wire2 = new MqttWire(broker.url(), "c2");
                FakeCollector c1 = new FakeCollector("c1", first, START, wire1);
                FakeCollector c2 = new FakeCollector("c2", second, START, wire2)) {
            ledger.registry(1, TwoHalls.TEXT);
            for (int kill = 1; kill <= 3; kill++) {
                int enough = kill * 700;
                Process job = job(broker, ledger);
                try {
                    Deadline.await(PATIENCE, this::said, () -> status("checkpoints") >= 3);
                    c1.append(enough);
                    c2.append(enough);
                    Deadline.await(PATIENCE, this::said, () -> {
                        Cursor cursor = c1.last();
                        return cursor != null
                                && !cursor.epochs().isEmpty()
                                && cursor.epochs().get(0).next() > enough - 300;
                    });
                } finally {
                    job.destroyForcibly().onExit().join();
                }
            }
            c1.append();
            c2.append();
            Process job = job(broker, ledger);
            try {
                Deadline.await(
                        PATIENCE,
                        () -> ledger.contents().size() + " of " + expected.size() + "\n" + said(),
                        () -> ledger.contents().size() >= expected.size());
                assertThat(ledger.contents()).isEqualTo(expected);
                assertThat(ledger.revisions().values()).containsOnly(1);
                assertThat(ledger.olderRefused()).isEmpty();
                assertThat(c1.sent()).isGreaterThan(first.records().size());
                assertThat(said()).contains("going on from checkpoint");
                assertThat(status("holes")).isZero();
            } finally {
                job.destroyForcibly().onExit().join();
            }
        }
    }
}
