/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator;

import io.nameplate.model.language.document.Texts;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's command line.
 *
 * @param random the seed of a random scenario, or null
 * @param broker where GPU telemetry is published; only for {@code run}
 * @param modbusPort the first Modbus port; 0 lets the system choose
 * @param duration how long to play, or null for ever
 * @param start the instant of second 0, or null for the next interval edge
 */
record Options(
        Command command,
        String scenario,
        @Nullable Long random,
        @Nullable URI broker,
        Path out,
        int modbusPort,
        @Nullable Duration duration,
        @Nullable Instant start) {

    /** What to do. */
    enum Command {
        RUN,
        ARCHIVE
    }

    static final String HELP = """
            simulator run     --scenario NAME|FILE --broker URL --out DIR [--modbus-port BASE] [--duration D] [--start INSTANT]
            simulator archive --scenario NAME|FILE --out DIR --start INSTANT --duration D
            simulator archive --random SEED        --out DIR --start INSTANT --duration D

              --scenario NAME|FILE  what happens at the site (chiller-trip, all-events, or a file; default chiller-trip)
              --random SEED         a long random scenario instead; the same seed gives the same one
              --broker URL          where GPU telemetry is published, such as tcp://127.0.0.1:1883
              --out DIR             receives registry/*.yaml and truth.jsonl; run: devices.yaml, archive: readings.jsonl
              --modbus-port BASE    the first Modbus port; one device each (default: free ones are chosen)
              --duration D          how long to play: 4m, 1h (run: until stopped)
              --start INSTANT       second 0, an edge of the settlement interval (run: the next one)
            """;

    /** Reads the command line; the exception's message says what is wrong. */
    static Options parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        String word = rest.isEmpty() ? "" : rest.pop();
        Command command = switch (word) {
            case "run" -> Command.RUN;
            case "archive" -> Command.ARCHIVE;
            default -> throw new IllegalArgumentException("say 'run' or 'archive' first, not '" + word + "'");
        };
        String scenario = "chiller-trip";
        Long random = null;
        URI broker = null;
        Path out = null;
        int modbusPort = 0;
        Duration duration = null;
        Instant start = null;
        while (!rest.isEmpty()) {
            String option = rest.pop();
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = rest.pop();
            try {
                switch (option) {
                    case "--scenario" -> scenario = value;
                    case "--random" -> random = Long.valueOf(value);
                    case "--broker" -> broker = URI.create(value);
                    case "--out" -> out = Path.of(value);
                    case "--modbus-port" -> modbusPort = Integer.parseInt(value);
                    case "--duration" -> duration = Texts.duration(value);
                    case "--start" -> start = Instant.parse(value);
                    default -> throw new IllegalStateException("unknown option " + option);
                }
            } catch (IllegalArgumentException | DateTimeException wrong) {
                throw new IllegalArgumentException(option + " cannot be '" + value + "'", wrong);
            } catch (IllegalStateException unknown) {
                throw new IllegalArgumentException(unknown.getMessage(), unknown);
            }
        }
        if (out == null) {
            throw new IllegalArgumentException("--out is missing: the folder to write to");
        }
        if (command == Command.RUN && broker == null) {
            throw new IllegalArgumentException("--broker is missing: where GPU telemetry is published");
        }
        if (command == Command.ARCHIVE && (duration == null || start == null)) {
            throw new IllegalArgumentException("archive needs --start and --duration");
        }
        if (duration != null && (duration.isZero() || duration.toMillisPart() != 0)) {
            throw new IllegalArgumentException("--duration must be whole seconds, at least 1s");
        }
        return new Options(command, scenario, random, broker, out, modbusPort, duration, start);
    }
}
