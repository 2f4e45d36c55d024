/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator;

import io.nameplate.model.language.document.DocumentException;
import io.nameplate.simulator.archive.Archive;
import io.nameplate.simulator.live.LiveSite;
import io.nameplate.simulator.scenario.RandomScenario;
import io.nameplate.simulator.scenario.RegistryText;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import io.nameplate.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays a simulated facility: in real time over Modbus and MQTT, or at once into an archive of readings. */
public final class Simulator {

    /** A run without --start begins at the first interval edge after this. */
    private static final Duration LEAD = Duration.ofSeconds(2);

    /** A start that passed less than this ago is caught up with. */
    private static final Duration LATEST = Duration.ofSeconds(60);

    private Simulator() {}

    public static void main(String[] arguments) {
        System.exit(play(List.of(arguments)));
    }

    /** Plays as the command line says; returns the exit code: 0 done, 1 failed, 2 wrong input. */
    public static int play(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            System.out.print(Options.HELP);
            return arguments.isEmpty() ? 2 : 0;
        }
        try {
            Options options = Options.parse(arguments);
            Scenario scenario = scenario(options);
            Files.createDirectories(options.out());
            return switch (options.command()) {
                case ARCHIVE -> archive(options, scenario);
                case RUN -> run(options, scenario, Clock.systemUTC());
            };
        } catch (IllegalArgumentException | DocumentException wrong) {
            System.err.println("✗ " + wrong.getMessage());
            return 2;
        } catch (IOException | UncheckedIOException failed) {
            System.err.println("✗ " + failed.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static Scenario scenario(Options options) throws IOException {
        Scenario scenario = options.random() == null ? Scenarios.load(options.scenario()) : random(options);
        try {
            RegistryText.registry(scenario, Instant.EPOCH);
        } catch (DocumentException wrong) {
            throw new IllegalArgumentException(
                    "the registry that scenario '" + scenario.name() + "' makes cannot be accepted:\n"
                            + wrong.getMessage(),
                    wrong);
        }
        Instant start = options.start();
        long interval = scenario.intervalSeconds();
        if (start != null && (start.getEpochSecond() % interval != 0 || start.getNano() != 0)) {
            throw new IllegalArgumentException(
                    "--start " + start + " is not an edge of the " + interval + " s interval");
        }
        return scenario;
    }

    /** Makes a random scenario and leaves its text beside the readings, so that a finding can be played again. */
    private static Scenario random(Options options) throws IOException {
        long seconds = Objects.requireNonNullElse(options.duration(), Duration.ofHours(1))
                .toSeconds();
        String text = RandomScenario.text(Objects.requireNonNull(options.random()), seconds);
        Files.createDirectories(options.out());
        Files.writeString(options.out().resolve("scenario.yaml"), text);
        return ScenarioReader.read("scenario.yaml", text);
    }

    private static int archive(Options options, Scenario scenario) throws IOException {
        Duration duration = Objects.requireNonNull(options.duration());
        Archive.write(scenario, Objects.requireNonNull(options.start()), duration.toSeconds(), options.out());
        System.out.println("wrote " + duration.toSeconds() + " s of '" + scenario.name() + "' to " + options.out());
        return 0;
    }

    private static int run(Options options, Scenario scenario, Clock clock) throws IOException, InterruptedException {
        Instant now = clock.instant();
        Instant start = options.start() == null ? edgeAfter(now.plus(LEAD), scenario) : options.start();
        if (start.isBefore(now.minus(LATEST))) {
            throw new IllegalArgumentException("--start " + start + " has passed: it is " + now);
        }
        Duration duration = options.duration();
        LiveSite site = new LiveSite(
                scenario,
                start,
                duration == null ? Long.MAX_VALUE : duration.toSeconds(),
                Objects.requireNonNull(options.broker()),
                options.out(),
                options.modbusPort(),
                clock,
                Simulator::say);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            site.stop();
            try {
                ended.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            site.run();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private static Instant edgeAfter(Instant instant, Scenario scenario) {
        long interval = scenario.intervalSeconds();
        return Instant.ofEpochSecond((instant.getEpochSecond() / interval + 1) * interval);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
