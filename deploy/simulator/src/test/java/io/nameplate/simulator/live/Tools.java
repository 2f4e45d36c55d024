/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Programs that are not ours, as peers: where they are missing the test is skipped, with CI set it fails. */
final class Tools {

    static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");
    static final Path MOSQUITTO_SUB = Path.of("/usr/bin/mosquitto_sub");
    static final Path PYTHON = Path.of("/usr/bin/python3");
    static final Path PYMODBUS = Path.of("/usr/lib/python3/dist-packages/pymodbus");

    private Tools() {}

    static void need(Path... tools) {
        for (Path tool : tools) {
            if (System.getenv("CI") != null) {
                assertThat(tool).as("with CI set, a missing tool is a failure").exists();
            }
            assumeTrue(Files.exists(tool), tool + " is not installed");
        }
    }

    /** Starts mosquitto and waits until it listens. */
    static Process broker(int port, Path folder) throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("mosquitto-" + port + ".conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence false\n");
        Process process = new ProcessBuilder(MOSQUITTO.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        await(() -> listens(port), Duration.ofSeconds(10));
        return process;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    static void await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up after %s", patience).isLessThan(deadline);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    /** Reads floats over Modbus with pymodbus until they are as expected; what it printed. */
    static String pymodbus(int port, int unit, int address, double... expected)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PYTHON.toString(),
                "src/test/resources/modbus_client.py",
                Integer.toString(port),
                Integer.toString(unit),
                Integer.toString(address),
                "15"));
        for (double value : expected) {
            command.add(Double.toString(value));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    static Process subscriber(int port, Path into) throws IOException {
        return new ProcessBuilder(
                        MOSQUITTO_SUB.toString(),
                        "-p",
                        Integer.toString(port),
                        "-t",
                        "telegraf/#",
                        "-q",
                        "1",
                        "-F",
                        "%t %p")
                .redirectErrorStream(true)
                .redirectOutput(into.toFile())
                .start();
    }
}
