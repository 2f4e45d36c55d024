/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nameplate.access.Tools;
import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polling against pymodbus, a server that we did not write. */
class PymodbusIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final NioEventLoopGroup events = new NioEventLoopGroup(1);
    private final EventLoop thread = events.next();
    private final Loop loop = Loop.of(thread);
    private final ExecutorService helpers = Executors.newSingleThreadExecutor();
    private final BlockingQueue<List<PointValue>> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    private Path registers;
    private int port;
    private Process server;
    private DevicePoller poller;

    @BeforeEach
    void start() throws Exception {
        Tools.needPythonModule("pymodbus.server");
        registers = folder.resolve("registers.txt");
        Files.copy(Path.of("src/test/resources/testcases/modbus/cdu-generic/input.txt"), registers);
        port = FreePort.next();
        run();
    }

    private void run() throws IOException {
        server = new ProcessBuilder(
                        "/usr/bin/python3",
                        "src/test/resources/modbus_server.py",
                        Integer.toString(port),
                        registers.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
    }

    @AfterEach
    void stop() {
        if (poller != null) {
            poller.close();
        }
        helpers.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        if (server != null) {
            server.destroyForcibly().onExit().join();
        }
    }

    @Test
    void theShippedCduProfileReadsEveryPoint() throws Exception {
        poll();
        awaitOutcome("ok");
        Map<String, PointValue> values = last();
        for (String line :
                Testcases.lines(Path.of("src/test/resources/testcases/modbus/cdu-generic"), "expected.txt")) {
            String[] parts = line.split(" ");
            double expected = Double.parseDouble(parts[1]);
            assertThat(values.get(parts[0]).value()).as(line).isCloseTo(expected, within(expected * 1e-7));
        }
    }

    @Test
    void registersThatTheDeviceDoesNotHaveAreMissingAndTheOthersGood() throws Exception {
        String all = Files.readString(registers);
        Files.writeString(
                registers, all.lines().filter(line -> !line.startsWith("3 25:")).collect(Collectors.joining("\n")));
        poll();
        awaitOutcome("exception");
        assertThat(last().values().stream().filter(value -> value.quality() == Quality.MISSING))
                .extracting(PointValue::point)
                .containsExactly("coolant_return_pressure");
    }

    @Test
    void aDeviceThatWasGoneIsReadAgain() throws Exception {
        poll();
        awaitOutcome("ok");
        server.destroyForcibly().onExit().join();
        awaitOutcome("refused");
        run();
        awaitOutcome("ok");
    }

    @Test
    void aUnitThatDoesNotExistIsNamed() throws Exception {
        try (Desk desk = new Desk(Address.tcp("127.0.0.1", port), Pace.NONE, TIMEOUT)) {
            Request known = new Request.Read(ReadFunction.HOLDING_REGISTERS, 11, 2);
            Tools.await("the server listens", () -> desk.ask(1, known).trouble() == null);
            Answer answer = desk.ask(9, known);
            assertThat(answer.trouble()).isEqualTo(Trouble.TIMEOUT);
            assertThat(answer.detail()).isEqualTo("no answer within " + TIMEOUT.toMillis() + " ms");
            assertThat(desk.ask(1, known).trouble()).as("the others are there").isNull();
        }
    }

    private void poll() {
        Profile profile = ProfileReader.read("cdu-generic.yaml", Testcases.shippedProfile("cdu-generic"));
        ModbusDevice device = new ModbusDevice(
                new AssetId("cdu-1"), profile, Address.tcp("127.0.0.1", port), 1, Duration.ofMillis(200), TIMEOUT);
        Bus bus = new Bus(new DigitalPetriWire(device.address(), thread, helpers), loop, Pace.NONE, TIMEOUT);
        poller = new DevicePoller(
                device,
                bus,
                loop,
                Clock.systemUTC(),
                Runnable::run,
                (asset, at, values) -> polls.add(values),
                end -> outcomes.add(end.outcome()));
        poller.start();
    }

    private void awaitOutcome(String wanted) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String outcome = null;
        while (!wanted.equals(outcome) && System.nanoTime() < until) {
            polls.clear();
            outcome = outcomes.poll(1, TimeUnit.SECONDS);
        }
        assertThat(outcome).as(() -> "within 60 s; the server said: " + said()).isEqualTo(wanted);
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private Map<String, PointValue> last() throws InterruptedException {
        List<PointValue> values = polls.poll(60, TimeUnit.SECONDS);
        assertThat(values).isNotNull();
        return values.stream().collect(Collectors.toMap(PointValue::point, Function.identity()));
    }
}
