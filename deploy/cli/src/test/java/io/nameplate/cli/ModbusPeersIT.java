/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for the person at the rack against a server of pymodbus, beside what mbpoll reads of it. */
class ModbusPeersIT {

    private static final Path HOME = Path.of(System.getProperty("nameplate.home", "../.."));
    private static final Path CASES = HOME.resolve("collectors/src/test/resources/testcases/modbus");

    @TempDir
    Path folder;

    private final int port = FreePort.next();
    private final String host = "127.0.0.1:" + port;
    private Process server;

    @BeforeEach
    void start() throws Exception {
        need("/usr/lib/python3/dist-packages/pymodbus");
        need("/usr/bin/mbpoll");
        Path registers = folder.resolve("registers.txt");
        String meter = moved(Files.readString(CASES.resolve("sunspec-203/input.txt")), 40_070);
        Files.writeString(
                registers,
                Files.readString(CASES.resolve("cdu-generic/input.txt")) + "\n3 40000: 5375 6E53\n3 40002: 0001 0042\n"
                        + "3 40070: 00CB 0069\n" + meter + "\n3 40177: FFFF 0000\n1 5: 1 0 1\n");
        server = new ProcessBuilder(
                        "/usr/bin/python3",
                        HOME.resolve("collectors/src/test/resources/modbus_server.py")
                                .toString(),
                        Integer.toString(port),
                        registers.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!listens()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static void need(String what) {
        boolean there = Files.exists(Path.of(what));
        if (System.getenv("CI") != null) {
            assertThat(there).as("%s is installed", what).isTrue();
        }
        Assumptions.assumeTrue(there, what + " is not installed");
    }

    private static String moved(String lines, int by) {
        return lines.lines()
                .filter(line -> line.startsWith("3 "))
                .map(line -> "3 " + (Integer.parseInt(line.substring(2, line.indexOf(':'))) + by)
                        + line.substring(line.indexOf(':')))
                .collect(Collectors.joining("\n"));
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.destroyForcibly().onExit().join();
        }
    }

    @Test
    void mbpollReadsTheSameRegisters() throws Exception {
        Called called = Called.with("collector", "read", host, "--unit", "1", "--profile", "cdu-generic", "--raw");
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        List<String> rows = called.out().lines().skip(1).toList();
        assertThat(rows).hasSizeGreaterThan(5);
        for (String row : rows) {
            List<String> cells = List.of(row.split(" {2,}"));
            int address = Integer.parseInt(cells.get(4));
            List<String> ours = List.of(cells.get(7).split(" "));
            assertThat(mbpoll(address, ours.size())).as(row).isEqualTo(ours);
        }
    }

    @Test
    void aDryRunReadsEverythingOnceAndKeepsNothing() throws IOException {
        Path devices = Files.writeString(folder.resolve("devices.yaml"), """
                devices:
                  - {device: cdu-1, profile: cdu-generic, host: 127.0.0.1, port: %d, unit: 1, timeout: 5s, poll: 1h}
                limits:
                  - {asset: cdu-1, point: coolant_supply_temp, unit: C, max: 1}
                """.formatted(port));
        Called called = Called.with("collector", "run", "--once", "--dry-run", "--devices", devices.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        assertThat(called.out().lines().filter(line -> line.startsWith("cdu-1 ")))
                .hasSizeGreaterThan(5)
                .filteredOn(line -> line.contains("coolant_supply_temp"))
                .singleElement()
                .asString()
                .contains(" C ", "bad (range)");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("devices.yaml", "registers.txt", "server.log");
        }
    }

    private List<String> mbpoll(int address, int count) throws IOException, InterruptedException {
        Process mbpoll = new ProcessBuilder(
                        "/usr/bin/mbpoll",
                        "-0",
                        "-1",
                        "-q",
                        "-a",
                        "1",
                        "-t",
                        "4:hex",
                        "-r",
                        Integer.toString(address),
                        "-c",
                        Integer.toString(count),
                        "-p",
                        Integer.toString(port),
                        "127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(mbpoll.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(mbpoll.waitFor()).as(said).isZero();
        List<String> words = new ArrayList<>();
        Pattern.compile("\\[\\d+]:\\s+0x([0-9A-F]{4})").matcher(said).results().forEach(hit -> words.add(hit.group(1)));
        return words;
    }

    @Test
    void everyOrderStandsBesideTheRegisters() {
        Called called = Called.with(
                "collector", "read", host, "--unit", "1", "--profile", "cdu-generic", "--raw", "--all-orders");
        assertThat(called.out().lines().toList().get(0))
                .matches("POINT +VALUE +UNIT +FUNCTION +ADDRESS +TYPE +ORDER +REGISTERS +ABCD +BADC +CDAB +DCBA"
                        .replaceAll("ABCD.*", "abcd +badc +cdab +dcba"));
        Called json = Called.with("collector", "read", host, "--unit", "1", "--profile", "cdu-generic", "-o", "json");
        assertThat(json.out())
                .startsWith("{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"unit\":1,")
                .contains("\"quality\":\"GOOD\"", "\"not_read\":[]");
    }

    @Test
    void registersOfWhichNothingIsKnownAreShownWithAllTheyCouldMean() {
        Called called = Called.with("collector", "read", host, "--unit", "1", "--at", "40000", "--count", "2", "--raw");
        assertThat(called.err()).isEmpty();
        assertThat(called.out().lines().toList().get(1))
                .matches("40000 uint16 +21365 +none +3 +40000 +uint16 +abcd +5375");
        Called bits =
                Called.with("collector", "read", host, "--unit", "1", "--at", "5", "--count", "3", "--function", "1");
        assertThat(bits.out().lines().skip(1).map(line -> line.split(" +")[1])).containsExactly("1", "0", "1");
    }

    @Test
    void aPartThatTheDeviceDoesNotHaveIsSaidAndTheRestIsShown() {
        Called called = Called.with("collector", "read", host, "--unit", "1", "--at", "41", "--count", "100");
        assertThat(called.code()).isEqualTo(1);
        assertThat(called.err()).contains("exception 2, the device has no such address; check --profile and --base");
    }

    @Test
    void aScanFindsTheUnitsTheirSunSpecModelsAndProfiles() {
        Called called = Called.with("collector", "scan", host, "--units", "1-2");
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        assertThat(called.out())
                .contains("unit 1 answers; it says it is A test, T1, 7.0")
                .contains("SunSpec map: model 1 at 40002, model 203 at 40070")
                .contains("profile cdu-generic fits: ")
                .contains("profile sunspec-203 with base 40070 fits: 10 of 12 points have a value")
                .contains("unit 2 answers");
        Called json = Called.with("collector", "scan", host, "--units", "3", "-o", "json");
        assertThat(json.out()).contains("\"sunspec\":[{").contains("\"identity\":{\"vendor\":\"A test\"");
    }

    @Test
    void aProfileWhoseLimitsAValueBreaksDoesNotFit() throws Exception {
        Path profiles = Files.createDirectories(folder.resolve("profiles"));
        for (int most : new int[] {30, 50}) {
            Files.writeString(
                    profiles.resolve("most-" + most + ".yaml"),
                    "profile: most-" + most + "\nsource: this test\nextends: cdu-generic\npoints:\n"
                            + "  - {point: coolant_supply_temp, address: 11, type: float32, unit: C, max: " + most
                            + "}\n");
        }
        Called called = Called.with("collector", "scan", host, "--units", "1", "--profiles", profiles.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.out()).contains("profile most-50 fits").doesNotContain("most-30");
    }
}
