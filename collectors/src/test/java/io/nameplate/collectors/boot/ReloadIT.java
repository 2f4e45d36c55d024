/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Tools;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.modbus.HostileDevice;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device file is read anew while everything runs. */
class ReloadIT {

    @TempDir
    Path folder;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private Devices read(String yaml) {
        return new DevicesReader(new Profiles(Optional.of(folder)), Optional.empty(), Sites.C1, Clock.systemUTC())
                .read("d.yaml", yaml);
    }

    @Test
    void onlyWhatChangedIsTouchedAndNoPollIsLost() throws Exception {
        Files.writeString(
                folder.resolve("two.yaml"),
                "profile: two\nsource: a test\npoints:\n  - {point: a, address: 5, type: uint16, unit: V}\n");
        try (HostileDevice stays =
                        new HostileDevice(false, (connection, request, out) -> out.write(HostileDevice.good(request)));
                HostileDevice changes = new HostileDevice(
                        false, (connection, request, out) -> out.write(HostileDevice.good(request)))) {
            String before =
                    """
                    devices:
                      - {device: stays, profile: two, host: 127.0.0.1, port: %d, poll: 20ms}
                      - {device: changes, profile: two, host: 127.0.0.1, port: %d, poll: 20ms}
                    """.formatted(stays.address().port(), changes.address().port());
            try (ModbusDriver driver =
                    ModbusDriver.polling(read(before).modbus(), new Nobody(), Clock.systemUTC(), new Ends())) {
                await("stays ok");
                await("changes ok");
                driver.reload(read(before));
                await("changes ok");
                assertThat(changes.connections).as("nothing has changed").hasValue(1);

                driver.reload(read(before.replace("changes, profile: two", "changes, profile: two, unit: 7")));
                await("changes ok");
                await("stays ok");
                assertThat(changes.requests.get(changes.requests.size() - 1)[6]).isEqualTo((byte) 7);
                assertThat(changes.connections).hasValue(2);
                assertThat(stays.connections).hasValue(1);

                driver.reload(read(before.lines().limit(2).reduce("", (a, b) -> a + b + "\n")));
                ends.clear();
                await("stays ok");
                await("stays ok");
                assertThat(ends).doesNotContain("changes ok");
                assertThat(stays.connections).hasValue(1);
            }
            assertThat(ends).allMatch(end -> end.endsWith(" ok"));
        }
    }

    /** Both change; the poll of the silent one is under way for as long as it likes. */
    @Test
    void aDeviceThatDoesNotAnswerHoldsUpNoOtherWhoseEntryChangedToo() throws Exception {
        Files.writeString(
                folder.resolve("two.yaml"),
                "profile: two\nsource: a test\npoints:\n  - {point: a, address: 5, type: uint16, unit: V}\n");
        CountDownLatch over = new CountDownLatch(1);
        try (HostileDevice silent = new HostileDevice(false, (connection, request, out) -> over.await());
                HostileDevice lively = new HostileDevice(
                        false, (connection, request, out) -> out.write(HostileDevice.good(request)))) {
            String before =
                    """
                    devices:
                      - {device: silent, profile: two, host: 127.0.0.1, port: %d, poll: 20ms, timeout: 10m}
                      - {device: lively, profile: two, host: 127.0.0.1, port: %d, poll: 20ms}
                    """.formatted(silent.address().port(), lively.address().port());
            try (ModbusDriver driver =
                    ModbusDriver.polling(read(before).modbus(), new Nobody(), Clock.systemUTC(), new Ends())) {
                await("lively ok");
                Tools.await("the silent one was asked", () -> !silent.requests.isEmpty());
                Thread reload =
                        new Thread(() -> driver.reload(read(before.replace("profile: two", "profile: two, unit: 7"))));
                reload.start();
                Tools.await(
                        "the lively one is asked as another unit",
                        () -> lively.requests.get(lively.requests.size() - 1)[6] == 7);
                assertThat(reload.isAlive())
                        .as("the silent one's poll is not over")
                        .isTrue();
                over.countDown();
                silent.close();
                reload.join();
            }
        }
    }

    /** What is equal is left alone: so entries that were not changed must be equal. */
    @Test
    void theSamplesOfAllPagesAreTheSameWhenReadAgain() throws Exception {
        new Certificates(folder).with("c1", "ca", "DNS:c1.test");
        for (String secret : List.of("telemetry.password", "scrape-token", "otlp-token")) {
            Files.writeString(folder.resolve(secret), "word\n");
        }
        List<Path> pages;
        try (Stream<Path> files = Files.list(Path.of("../docs/inputs"))) {
            pages = files.sorted().toList();
        }
        assertThat(pages).hasSizeGreaterThan(3);
        for (Path page : pages) {
            List<String> samples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(page))
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .filter(sample -> !sample.startsWith("profile:"))
                    .toList();
            for (String sample : samples) {
                String here = sample.replace("/etc/nameplate/", folder + "/").replace("TELEMETRY_PASSWORD", "PATH");
                assertThat(read(here)).as(page.toString()).isEqualTo(read(here));
            }
        }
    }

    @Test
    void aChangedFileIsNoticedAlsoOneOfAProfile() throws IOException {
        Path devices = Files.writeString(folder.resolve("d.yaml"), "devices: []\n");
        Path profiles = Files.createDirectory(folder.resolve("profiles"));
        DeviceFile file = new DeviceFile(
                PlanTest.plan(Map.of("devices", devices.toString(), "profiles", profiles.toString()), Map.of()));
        file.read(Optional.empty());
        assertThat(file.isChanged()).isFalse();
        Files.writeString(profiles.resolve("mine.yaml"), "profile: mine\n");
        assertThat(file.isChanged()).isTrue();
        file.read(Optional.empty());
        assertThat(file.isChanged()).isFalse();
        Files.writeString(devices, "mqtt: []\n\n");
        assertThat(file.isChanged()).isTrue();
    }

    private void await(String end) throws InterruptedException {
        ends.clear();
        String next = "";
        while (!next.equals(end)) {
            next = ends.poll(60, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
        }
    }

    private final class Ends implements DriverEvents {
        @Override
        public void polled(PollEnd end) {
            ends.add(end.device() + " " + end.outcome());
        }

        @Override
        public void messageFault(String source, Remarks.Reason fault) {}

        @Override
        public void source(String name, Subscription subscription) {}

        @Override
        public void gone(String name) {}
    }
}
