/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.boot.SpoolLog;
import io.nameplate.collectors.dcgm.Contradiction;
import io.nameplate.collectors.dcgm.CrossChecks;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.ValueFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Hands a site's messages to a subscription as its link does, second after second by a clock of its own, and times it: the
 * parts are those of the collector, put together as its wiring does. In the end it reads the spool, where every node must stand in
 * every second with what its message said. The arguments are the form, the blocks, the seconds of a sample and the spool's folder.
 */
final class ParseFork {

    private static final int SAMPLES = 5;
    /** How many samples the warming up is as long as. */
    private static final int WARM = 4;

    private static final int TICKS = 4;
    private static final long START = 1_900_000_000L;
    private static final CollectorId COLLECTOR = new CollectorId(BenchSite.COLLECTOR);

    /** A clock that the measurement sets. */
    private static final class SetClock extends Clock {
        private long millis = (START - 2) * 1_000;

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final SetClock clock = new SetClock();
    private final Path folder;
    private final List<String> nodes;
    private final String[] topics;
    private final NodeMessages messages;
    private final NodeMessages json;
    private final Spool spool;
    private final Recorder recorder;
    private final Subscription toDisk;
    private final Subscription nowhere;
    private final JsonFactory jackson = new JsonFactory();
    private final List<String> faults = new ArrayList<>();
    private long second = START;
    /** Nanoseconds in which no message was handed over. */
    private long elsewhere = System.nanoTime();

    private long left = elsewhere;
    private long seen;

    ParseFork(NodeMessages.Form form, int blocks, Path folder) throws IOException {
        this.folder = folder;
        Registry registry = BenchSite.registry(blocks, 1, 60);
        nodes = registry.nodes().keySet().stream().map(NodeId::value).sorted().toList();
        topics = IntStream.range(0, nodes.size())
                .mapToObj(node -> NodeMessages.topic(node, nodes))
                .toArray(String[]::new);
        messages = new NodeMessages(form, nodes);
        json = form == NodeMessages.Form.JSON ? messages : new NodeMessages(NodeMessages.Form.JSON, nodes);
        spool = Spool.open(folder, COLLECTOR, SpoolConfig.DEFAULT, List.of(new ConsumerId("job")), clock);
        recorder = new Recorder(
                new Recorder.Settings(COLLECTOR, 64, TimeUnit.MILLISECONDS.toNanos(500)),
                registry,
                SpoolLog.live(spool),
                new SnapshotFile(Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-state"))),
                clock,
                // saving rests in proportion to what it takes, so that must count as well
                () -> TimeUnit.MILLISECONDS.toNanos(clock.millis) + System.nanoTime() - elsewhere,
                refusal -> faults.add(refusal.toString()));
        CrossChecks checks = new CrossChecks(6, new CrossChecks.Told() {
            @Override
            public void begins(NodeId node, String gpu, Contradiction what, String detail) {
                faults.add(node + " " + gpu + ": " + what);
            }

            @Override
            public void ends(NodeId node, String gpu, Contradiction what) {
                faults.add(node + " " + gpu + ": " + what);
            }

            @Override
            public void flagged(ValueFlag said) {
                faults.add(said.toString());
            }
        });
        Validation validation = new Validation(Rules.NONE, (asset, value) -> faults.add(asset + ": " + value));
        MqttSource source = new DevicesReader(new Profiles(Optional.empty()), Optional.of(registry), COLLECTOR, clock)
                .read(
                        "bench.yaml",
                        "mqtt: [{name: gpus, broker: \"tcp://127.0.0.1:1\", max_rate: 1000000, " + form.source("+")
                                + "}]")
                .mqtt()
                .get(0);
        toDisk = subscription(source, readings -> {
            recorder.take(validation.check(checks.see(readings)));
        });
        nowhere = subscription(source, readings -> seen += readings.size());
    }

    private Subscription subscription(MqttSource source, Consumer<List<Reading>> sink) {
        return new Subscription(source, clock, sink, asset -> true, fault -> faults.add(fault.label()));
    }

    /** Measures. */
    public static void main(String[] args) throws IOException {
        new ParseFork(NodeMessages.Form.valueOf(args[0]), Integer.parseInt(args[1]), Path.of(args[3]))
                .run(Integer.parseInt(args[2]));
        System.out.println(Child.DONE);
    }

    void run(int seconds) throws IOException {
        recorder.watch();
        for (int sample = 0; sample <= SAMPLES; sample++) {
            int rounds = sample == 0 ? WARM * seconds : seconds;
            long disk = 0;
            for (int i = 0; i < rounds; i++) {
                disk += second();
            }
            // the first one is for warming up
            boolean counts = sample > 0;
            say(counts, "disk", disk, rounds);
            say(counts, "read", time(rounds, node -> nowhere.arrived(topics[node], messages.get(node), false)), rounds);
            say(counts, "bytes", time(rounds, node -> seen += separators(messages.get(node))), rounds);
            say(counts, "jackson", time(rounds, node -> seen += tokens(json.get(node))), rounds);
        }
        recorder.close();
        spool.close();
        if (seen == 0 || !faults.isEmpty()) {
            throw new IllegalStateException(
                    "nothing was read, or not all of it: " + faults.subList(0, Math.min(9, faults.size())));
        }
        SpoolCheck.verify(folder, nodes, START, second - 1);
        System.out.println(Child.ANSWER + "size " + messages.get(0).length);
    }

    private void say(boolean counts, String what, long nanos, int rounds) {
        if (counts) {
            System.out.println(Child.ANSWER + what + " " + (double) nanos / rounds / nodes.size());
        }
    }

    /** One second of the site: every node says something, the clock goes on meanwhile. Returns what it took. */
    private long second() {
        messages.at(second);
        int count = nodes.size();
        elsewhere += System.nanoTime() - left;
        long before = CpuClock.nanos();
        for (int node = 0; node < count; node++) {
            clock.millis = second * 1_000 + 1_000L * node / count;
            if (node % (count / TICKS) == 0) {
                recorder.tick();
                recorder.save();
            }
            toDisk.arrived(topics[node], messages.get(node), false);
        }
        long took = CpuClock.nanos() - before;
        left = System.nanoTime();
        second++;
        return took;
    }

    private interface Step {
        void take(int node) throws IOException;
    }

    private long time(int rounds, Step step) throws IOException {
        long before = CpuClock.nanos();
        for (int i = 0; i < rounds; i++) {
            for (int node = 0; node < nodes.size(); node++) {
                step.take(node);
            }
        }
        return CpuClock.nanos() - before;
    }

    /** The byte loop: looks at each byte once. */
    private static int separators(byte[] bytes) {
        int count = 0;
        for (byte c : bytes) {
            if (c == ',' || c == '=' || c == ' ' || c == '\n') {
                count++;
            }
        }
        return count;
    }

    /** What Jackson takes to walk over the same content, each number read. */
    private long tokens(byte[] bytes) throws IOException {
        double sum = 0;
        try (JsonParser parser = jackson.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    sum += parser.getDoubleValue();
                } else if (token == JsonToken.FIELD_NAME) {
                    sum += parser.currentName().length();
                }
            }
        }
        return (long) sum;
    }
}
