/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Tree;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Starts every part on one machine, each in a process of its own, shows a live status, and ends them all. A part that is
 * killed is said and started again: nothing it held is lost. Only the simulator is not, because the site it played
 * is gone with it.
 */
public final class Demo {

    private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(90);
    private static final int QUIET_SECONDS = 5;
    /** Time the collector and the job get to come up before the simulated site comes alive. */
    private static final Duration LEAD = Duration.ofSeconds(25);
    /** A shell has its background jobs ignore SIGINT, and Java leaves it so; SIGTERM always ends the demo as Ctrl-C does. */
    private static final String END = "kill " + ProcessHandle.current().pid();

    private final Options options;
    private final Site site;
    private final Ledger ledger;
    private final StatusLines status;
    private final Parts parts;

    private Demo(Options options, Site site) {
        this.options = options;
        this.site = site;
        this.parts = new Parts(site.data().resolve("logs"));
        this.ledger = new Ledger(URI.create(site.ledgerUrl()));
        this.status = new StatusLines(ledger, options.headless());
    }

    /** Exit codes: 0 done, 1 a part could not be started or the site was lost, 2 wrong options or busy ports. */
    public static void main(String[] args) {
        Path home = Path.of(System.getProperty("nameplate.home", "."))
                .toAbsolutePath()
                .normalize();
        Path startedIn =
                Path.of(System.getProperty("nameplate.started-in", ".")).toAbsolutePath();
        if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(List.of(args), startedIn, home);
        } catch (Options.UsageException wrong) {
            System.err.println("✗ " + wrong.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        Ports ports = new Ports(options.port());
        List<String> busy = ports.busy();
        if (!busy.isEmpty()) {
            busy.forEach(sentence -> System.err.println("✗ " + sentence));
            System.err.println(
                    "  End that program, or choose another row of ports: bin/demo --port " + (options.port() + 1000));
            System.exit(2);
        }
        Demo demo = new Demo(options, new Site(home, options.data(), ports));
        Thread hook = new Thread(demo::stop, "stop-parts");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = demo.runSafely();
        demo.stop();
        System.exit(code);
    }

    private int runSafely() {
        try {
            run();
            return 0;
        } catch (Parts.LostException lost) {
            System.err.println("✗ " + lost.getMessage());
            return 1;
        } catch (DocumentException | IllegalArgumentException wrong) {
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

    private void run() throws IOException, InterruptedException {
        Scenario scenario = Scenarios.load(options.scenario());
        prepareData();
        say("· starting the broker and the ledger (logs in " + site.data().resolve("logs") + ")");
        parts.start(site.broker());
        parts.start(site.ledger());
        parts.await("the ledger answers", ledger::ready);
        Instant begin = nextEdge(Instant.now().plus(LEAD), scenario.intervalSeconds());
        say("· starting the simulated site '" + options.scenario() + "'; it comes alive at " + begin);
        Part simulator = parts.start(site.simulator(options, begin));
        Path devices = site.siteFolder().resolve("devices.yaml");
        parts.await("the simulator has written its registry", () -> Files.exists(devices));
        ledger.postRegistry(registryDocuments());
        say("· starting the stream job and the collector");
        parts.start(site.job(jobArguments()));
        Part collector = parts.start(site.collector(
                collectorOf(registryDocuments()), Map.of("nameplate.collector.devices", devices.toString())));
        say(
                options.influxUrl().isPresent()
                        ? "· InfluxDB: writing the view to "
                                + options.influxUrl().get()
                        : "· InfluxDB: none configured (--influx-url), so the Grafana view is not written; all else works without");
        say("");
        say("  Portal: " + site.ledgerUrl() + "/");
        say("  Ctrl-C ends everything; in the background: " + END);
        say("");
        Instant end = options.duration().map(begin::plus).orElse(Instant.MAX);
        watch(begin, end, simulator);
        if (options.duration().isPresent()) {
            finish(end, simulator, collector);
        }
    }

    private List<String> jobArguments() {
        List<String> arguments = new ArrayList<>(List.of("--checkpoint-interval", "2s"));
        options.influxUrl().ifPresent(url -> {
            arguments.addAll(List.of("--influx-url", url));
            arguments.addAll(List.of("--influx-token", environment("INFLUX_TOKEN", "none")));
            arguments.addAll(List.of("--influx-org", environment("INFLUX_ORG", "nameplate")));
            arguments.addAll(List.of("--influx-bucket", environment("INFLUX_BUCKET", "nameplate")));
        });
        return arguments;
    }

    private static String environment(String name, String fallback) {
        return System.getenv().getOrDefault(name, fallback);
    }

    /** Shows the status until the end and starts again what was killed. */
    private void watch(Instant begin, Instant end, Part simulator) throws InterruptedException {
        while (Instant.now().isBefore(end)) {
            if (simulator.died() && Instant.now().isBefore(end.minusSeconds(3))) {
                throw new Parts.LostException("the simulated site " + simulator.ending()
                        + " and cannot be continued. Last lines of " + simulator.log() + ":\n"
                        + simulator.lastLines(15));
            }
            parts.revive(simulator);
            status.show(begin, Instant.now(), site.siteFolder());
            Thread.sleep(options.headless() ? 5_000 : 1_000);
        }
    }

    /** Ends the readings, waits for what they settle to, and writes the report. */
    private void finish(Instant end, Part simulator, Part collector) throws IOException, InterruptedException {
        say("· the site's time is over; settling what was read");
        Path truth = site.siteFolder().resolve("truth.jsonl");
        Instant patience = Instant.now().plus(SETTLE_PATIENCE);
        long unsettled = Report.unsettled(ledger.text("/api/v1/contents"), truth);
        while (unsettled > 0 && Instant.now().isBefore(patience)) {
            parts.revive(simulator);
            Thread.sleep(1_000);
            unsettled = Report.unsettled(ledger.text("/api/v1/contents"), truth);
        }
        if (unsettled > 0) {
            say("! " + unsettled + " intervals have not settled within " + SETTLE_PATIENCE.toSeconds()
                    + " s of the site's end; see the logs in " + site.data().resolve("logs"));
        }
        collector.stop(Site.patience());
        String contents = contentsAtRest();
        Files.writeString(site.data().resolve("contents.jsonl"), contents);
        say(status.summary());
        if (options.report().isPresent()) {
            Path file = options.report().get();
            Tree deviations = ledger.get("/api/v1/deviations");
            Report.write(file, options.scenario(), contents, truth, deviations);
            say("· report written to " + file);
        }
        if (options.keep()) {
            say("· the portal stays up at " + site.ledgerUrl() + "/ until Ctrl-C, or " + END + " (the site ended at "
                    + end + ")");
            while (true) {
                Thread.sleep(60_000);
            }
        }
    }

    /** The settled contents once nothing has been added to them for a while: the collector has stopped. */
    private String contentsAtRest() throws IOException, InterruptedException {
        String contents = ledger.text("/api/v1/contents");
        for (int quiet = 0; quiet < QUIET_SECONDS; quiet++) {
            Thread.sleep(1_000);
            String now = ledger.text("/api/v1/contents");
            quiet = now.equals(contents) ? quiet : -1;
            contents = now;
        }
        return contents;
    }

    private Map<String, String> registryDocuments() throws IOException {
        Map<String, String> documents = new TreeMap<>();
        try (Stream<Path> files = Files.list(site.siteFolder().resolve("registry"))) {
            for (Path file : files.sorted().toList()) {
                documents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return documents;
    }

    /** The collector that the scenario's registry names. */
    private static String collectorOf(Map<String, String> documents) {
        List<Document> texts = new ArrayList<>();
        documents.forEach((name, text) -> texts.add(new Document(name, text)));
        return RegistryReader.read(texts, 1)
                .collectors()
                .keySet()
                .iterator()
                .next()
                .value();
    }

    private void prepareData() throws IOException {
        Path data = site.data();
        Path mark = data.resolve(".nameplate-demo");
        if (Files.exists(data)) {
            try (Stream<Path> inside = Files.list(data)) {
                if (inside.findAny().isPresent() && !Files.exists(mark)) {
                    throw new IOException(
                            "the data folder " + data + " holds something that no demo made; name another with --data");
                }
            }
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(data);
        Files.writeString(mark, "made by bin/demo; deleted on its next start\n");
    }

    private void stop() {
        parts.stop(Site.patience());
    }

    /** The first edge of the settlement interval at or after an instant. */
    private static Instant nextEdge(Instant at, long intervalSeconds) {
        return Instant.ofEpochSecond(
                Math.floorDiv(at.getEpochSecond() + intervalSeconds - 1, intervalSeconds) * intervalSeconds);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
