/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator;

import io.nameplate.model.language.document.DocumentException;
import io.nameplate.simulator.archive.Archive;
import io.nameplate.simulator.scenario.RandomScenario;
import io.nameplate.simulator.scenario.RegistryText;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import io.nameplate.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Plays a simulated facility: in real time over Modbus and MQTT, or at once into an archive of readings. */
public final class Simulator {

    private Simulator() {}

    public static void main(String[] arguments) {
        System.exit(play(List.of(arguments)));
    }

    /** Plays as the command line says; returns the exit code: 0 done, 1 failed, 2 wrong input. */
    static int play(List<String> arguments) {
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
                case RUN -> 1;
            };
        } catch (IllegalArgumentException | DocumentException wrong) {
            System.err.println("✗ " + wrong.getMessage());
            return 2;
        } catch (IOException | UncheckedIOException failed) {
            System.err.println("✗ " + failed.getMessage());
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
}
