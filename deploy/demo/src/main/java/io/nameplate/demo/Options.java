/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked for.
 *
 * @param scenario a shipped scenario's name, or a file
 * @param duration how long the simulated site runs; without one until Ctrl-C
 * @param headless plain lines instead of a live status block
 * @param report where to write the report at the end
 * @param keep keep the portal up after the duration, until Ctrl-C
 * @param port the portal's port; the other parts take the ports after it
 */
record Options(
        String scenario,
        Optional<Duration> duration,
        boolean headless,
        Optional<Path> report,
        boolean keep,
        int port,
        Path data,
        Optional<String> influxUrl) {

    /** A year: beyond it instants of the site would leave what a clock can say. */
    private static final Duration LONGEST = Duration.ofDays(365);

    static final String USAGE = """
            bin/demo [--scenario NAME|FILE] [--duration D] [--headless] [--report FILE] [--keep]
                     [--port N] [--data DIR] [--influx-url URL]

              --scenario NAME|FILE  what happens at the site (default chiller-trip)
              --duration D          how long the site runs, such as 90s or 4m; without it until Ctrl-C
              --headless            plain status lines, nothing interactive
              --report FILE         write intervals, truth and deviations as JSON at the end (needs --duration)
              --keep                after the duration keep the portal up until Ctrl-C
              --port N              the portal's port; the other parts use the ports after it (default 8620)
              --data DIR            where everything is kept; begun anew on each start (default data/demo)
              --influx-url URL      write the view to an InfluxDB 2.x, 3 or 1.x behind a rewrite (token, organisation and
                                    bucket from INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET)
            """;

    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String sentence) {
            super(sentence);
        }
    }

    static Options parse(List<String> args, Path startedIn, Path home) {
        String scenario = "chiller-trip";
        Optional<Duration> duration = Optional.empty();
        Optional<Path> report = Optional.empty();
        Optional<String> influx = Optional.ofNullable(System.getenv("INFLUX_URL"));
        Path data = home.resolve("data").resolve("demo");
        boolean headless = false;
        boolean keep = false;
        int port = 8620;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--scenario" -> scenario = scenario(value(option, rest), startedIn);
                case "--duration" -> duration = Optional.of(duration(value(option, rest)));
                case "--headless" -> headless = true;
                case "--report" -> report = Optional.of(startedIn.resolve(value(option, rest)));
                case "--keep" -> keep = true;
                case "--port" -> port = port(value(option, rest));
                case "--data" -> data = startedIn.resolve(value(option, rest));
                case "--influx-url" -> influx = Optional.of(value(option, rest));
                default -> throw new UsageException("unknown option '" + option + "'");
            }
        }
        if (report.isPresent() && duration.isEmpty()) {
            throw new UsageException("--report needs --duration: without an end there is nothing to report");
        }
        return new Options(
                scenario,
                duration,
                headless,
                report,
                keep,
                port,
                data,
                influx.filter(text -> !text.isEmpty()).map(Options::influx));
    }

    /** A file is made absolute here, because the parts run in another folder. */
    private static String scenario(String text, Path startedIn) {
        Path file = startedIn.resolve(text);
        return Files.isRegularFile(file) ? file.toString() : text;
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Texts.duration(text);
            if (duration.toMillisPart() == 0
                    && duration.compareTo(Duration.ofSeconds(1)) >= 0
                    && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new UsageException("--duration must be a number with a unit such as 90s or 4m, found '" + text + "'");
        }
        throw new UsageException(
                "--duration must be whole seconds from 1s to " + LONGEST.toDays() + "d, found " + text);
    }

    /** An address that a client can call; said here, because the job would only say it in its log. */
    private static String influx(String text) {
        if (!text.matches("https?://[^/\\s]+\\S*")) {
            throw new UsageException(
                    "the InfluxDB address must be such as http://127.0.0.1:8086, found '" + text + "'");
        }
        return text;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1024 && port <= 65_000) {
                return port;
            }
        } catch (NumberFormatException wrong) {
            throw new UsageException("--port must be a number, found '" + text + "'");
        }
        throw new UsageException("--port must be from 1024 to 65000, found " + text);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        String value = rest.next();
        if (value.startsWith("--")) {
            throw new UsageException(option + " needs a value, found the option '" + value + "'");
        }
        return value;
    }
}
