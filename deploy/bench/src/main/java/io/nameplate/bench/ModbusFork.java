/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.boot.SpoolLog;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Answer;
import io.nameplate.collectors.modbus.Bus;
import io.nameplate.collectors.modbus.DevicePoller;
import io.nameplate.collectors.modbus.DigitalPetriWire;
import io.nameplate.collectors.modbus.Limits;
import io.nameplate.collectors.modbus.Loop;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Pace;
import io.nameplate.collectors.modbus.Point;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ReadFunction;
import io.nameplate.collectors.modbus.RegisterType;
import io.nameplate.collectors.modbus.Request;
import io.nameplate.collectors.modbus.WordOrder;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.wire.ConsumerId;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Polls as the collector does, in a process of its own. {@code ask MILLIS}: all devices of the ports named, each as fast as it answers, 100
 * registers at a time. {@code poll MILLIS PERIOD LIVE PORT...}: the whole way of the collector, every PERIOD milliseconds, points in
 * registers to records on the disk; the first LIVE ports are those of devices that answer.
 */
final class ModbusFork {

    private static final int POINTS = 100;
    private static final int SAMPLES = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** Of those that ask without a pause, while the machine is busy with that. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final CollectorId COLLECTOR = new CollectorId(BenchSite.COLLECTOR);

    private final Path folder;
    private final NioEventLoopGroup events = new NioEventLoopGroup(2);
    private final ExecutorService helpers = Executors.newFixedThreadPool(4);
    private final ExecutorService taker = Executors.newSingleThreadExecutor();
    private final Clock clock = Clock.systemUTC();

    private ModbusFork(Path folder) {
        this.folder = folder;
    }

    /** Measures what it is asked. The arguments are a folder and the ports of {@code ask}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        ModbusFork fork = new ModbusFork(Path.of(args[0]));
        List<Asker> askers = new ArrayList<>();
        for (String port : Arrays.asList(args).subList(1, args.length)) {
            askers.add(fork.new Asker(Integer.parseInt(port)));
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = List.of(line.split(" ", -1));
            long millis = Long.parseLong(words.get(1));
            if (words.get(0).equals("ask")) {
                fork.ask(askers, millis);
            } else {
                fork.poll(
                        millis,
                        Duration.ofMillis(Long.parseLong(words.get(2))),
                        Integer.parseInt(words.get(3)),
                        words.stream().skip(4).map(Integer::valueOf).toList());
            }
            System.out.println(Child.DONE);
        }
        System.exit(0);
    }

    /** Asks one device again and again. */
    private final class Asker implements Bus.Visitor {

        private final Bus bus;
        private final Request request = new Request.Read(ReadFunction.HOLDING_REGISTERS, 0, POINTS);
        private final AtomicLong polls = new AtomicLong();
        private final AtomicBoolean going = new AtomicBoolean();
        private volatile boolean idle = true;

        Asker(int port) {
            EventLoop thread = events.next();
            bus = new Bus(
                    new DigitalPetriWire(Address.tcp("127.0.0.1", port), thread, helpers),
                    Loop.of(thread),
                    Pace.NONE,
                    PATIENCE);
        }

        void go() {
            idle = false;
            going.set(true);
            bus.visit(PATIENCE, this);
        }

        @Override
        public void begin(Bus.Turn turn) {
            turn.ask(1, request).thenAccept(answer -> {
                turn.end();
                check(answer);
                polls.lazySet(polls.get() + 1);
                if (going.get()) {
                    bus.visit(PATIENCE, this);
                } else {
                    idle = true;
                }
            });
        }

        private void check(Answer answer) {
            if (answer.trouble() != null || answer.content().length != 2 * POINTS) {
                System.err.println("not answered: " + answer.detail());
                Runtime.getRuntime().halt(1);
            }
        }

        @Override
        public void away(Answer trouble) {
            System.err.println("not connected: " + trouble.detail());
            Runtime.getRuntime().halt(1);
        }
    }

    private void ask(List<Asker> askers, long millis) throws InterruptedException {
        long before = askers.stream().mapToLong(asker -> asker.polls.get()).sum();
        long cpu = CpuClock.nanos();
        long from = System.nanoTime();
        askers.forEach(Asker::go);
        TimeUnit.MILLISECONDS.sleep(millis);
        askers.forEach(asker -> asker.going.set(false));
        while (!askers.stream().allMatch(asker -> asker.idle)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long polls = askers.stream().mapToLong(asker -> asker.polls.get()).sum() - before;
        System.out.println(Child.ANSWER + polls + " " + (CpuClock.nanos() - cpu) + " " + (System.nanoTime() - from));
    }

    /**
     * Of each fifth of the second half, or of all of it where that is short: says points and processor time, then by how much each reading of a living device missed its
     * period.
     */
    private void poll(long millis, Duration period, int live, List<Integer> ports)
            throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(folder, "poll");
        Registry registry = registry(ports.size());
        Spool spool = Spool.open(
                Files.createDirectories(place.resolve("spool")),
                COLLECTOR,
                SpoolConfig.DEFAULT,
                List.of(new ConsumerId("job")),
                clock);
        Recorder recorder = new Recorder(
                new Recorder.Settings(COLLECTOR, 64, TimeUnit.MILLISECONDS.toNanos(500)),
                registry,
                SpoolLog.live(spool),
                new SnapshotFile(place),
                clock,
                System::nanoTime,
                refusal -> {});
        recorder.watch();
        Validation validation = new Validation(Rules.NONE, (asset, value) -> {});
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        Runnable tick = () -> {
            recorder.tick();
            recorder.save();
        };
        Future<?> unused = ticks.scheduleWithFixedDelay(tick, 250, 250, TimeUnit.MILLISECONDS);
        Map<AssetId, List<Long>> arrivals = new ConcurrentHashMap<>();
        AtomicLong points = new AtomicLong();
        AtomicBoolean warm = new AtomicBoolean();
        List<AutoCloseable> open = new ArrayList<>();
        Profile profile = profile();
        for (int i = 0; i < ports.size(); i++) {
            Address address = Address.tcp("127.0.0.1", ports.get(i));
            EventLoop thread = events.next();
            Loop loop = Loop.of(thread);
            Bus bus = new Bus(new DigitalPetriWire(address, thread, helpers), loop, Pace.NONE, TIMEOUT);
            ModbusDevice device = new ModbusDevice(asset(i), profile, address, 1, period, TIMEOUT);
            boolean counts = i < live;
            DevicePoller poller = new DevicePoller(
                    device,
                    bus,
                    loop,
                    clock,
                    taker,
                    (asset, at, values) -> {
                        if (counts && warm.get()) {
                            arrivals.computeIfAbsent(asset, key -> new ArrayList<>())
                                    .add(System.nanoTime());
                        }
                        points.addAndGet(values.size());
                        recorder.takeAt(asset, at, validation.check(asset, at, values));
                    },
                    end -> {});
            poller.start();
            open.add(poller);
            open.add(bus);
        }
        TimeUnit.MILLISECONDS.sleep(millis / 2);
        warm.set(true);
        long began = System.nanoTime();
        // a sample shorter than a period may have no points at all
        int samples = millis / 2 >= SAMPLES * period.toMillis() ? SAMPLES : 1;
        long sample = TimeUnit.MILLISECONDS.toNanos(millis) / 2 / samples;
        for (int i = 0; i < samples; i++) {
            long before = points.get();
            long cpu = CpuClock.nanos();
            TimeUnit.NANOSECONDS.sleep(sample);
            System.out.println(Child.ANSWER + "points " + (points.get() - before) + " " + (CpuClock.nanos() - cpu));
        }
        close(open);
        ticks.shutdownNow();
        ticks.awaitTermination(10, TimeUnit.SECONDS);
        // on the thread that wrote them
        CompletableFuture.runAsync(
                        () -> arrivals.values().forEach(of -> jitter(of, period, began, sample, samples)), taker)
                .join();
        recorder.close();
        spool.close();
        if (arrivals.size() < live) {
            throw new IllegalStateException("only " + arrivals.size() + " of " + live + " devices answered");
        }
    }

    private static void close(List<AutoCloseable> open) {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    /** By how much of its period each reading came early or late, after the one before. */
    private static void jitter(List<Long> arrivals, Duration period, long began, long sample, int samples) {
        for (int i = 1; i < arrivals.size(); i++) {
            double off = Math.abs(arrivals.get(i) - arrivals.get(i - 1) - period.toNanos());
            long in = Math.min(samples - 1, (arrivals.get(i) - began) / sample);
            System.out.println(Child.ANSWER + "off" + in + " " + off / period.toNanos());
        }
    }

    private static AssetId asset(int i) {
        return new AssetId("meter-%03d".formatted(i));
    }

    /** The devices' assets, and one node, which a site has to have. */
    private static Registry registry(int devices) {
        StringBuilder text = new StringBuilder("""
                site: {site: bench, zone: UTC, slot: 1s, interval: 60s}
                halls: [h1]
                skus: [{sku: X, reference_clock_mhz: 1980}]
                collectors: [{collector: c1, halls: [h1]}]
                blocks:
                  - {block: b1, hall: h1, sku: X, gpus_per_node: 8, power: meter-000, cooling: meter-000,
                     source: {collector: c1, period: 1s}, nodes: [{prefix: n, count: 1}]}
                assets:
                """);
        for (int i = 0; i < devices; i++) {
            text.append("  - {asset: %s, kind: plant, collector: c1, hold: 3s, up: [{point: p0, min: 1}]}\n"
                    .formatted(asset(i)));
        }
        return RegistryReader.read(List.of(new Document("bench.yaml", text.toString())), 1);
    }

    private static Profile profile() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            points.add(new Point(
                    "p" + i,
                    ReadFunction.HOLDING_REGISTERS,
                    i,
                    RegisterType.UINT16,
                    WordOrder.ABCD,
                    OptionalInt.empty(),
                    0.1,
                    OptionalInt.empty(),
                    Unit.NONE,
                    Set.of()));
        }
        return new Profile("bench", "made for measuring", 0, POINTS, Pace.NONE, points, List.of(), Limits.NONE);
    }
}
