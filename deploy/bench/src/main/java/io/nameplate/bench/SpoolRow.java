/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * What the spool takes of the disk, open and sealed, and what compressing and reading back cost. A <em>sample</em> is one of the twelve
 * values that a node's message has of each GPU.
 */
final class SpoolRow implements CollectorRow {

    private static final int SAMPLES_PER_NODE = 12 * BenchSite.GPUS;
    private static final int RUNS = 5;
    private static final int SEGMENT = 16 * 1024 * 1024;
    private static final int CHUNK = 256 * 1024;
    private static final String NANOS = "ns per node frame";

    private final Clock clock;

    SpoolRow(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException {
        Playback playback = WireSite.steady(Bench.BLOCKS, WireBench.INTERVAL, WireBench.START)
                .playback();
        int seconds = quick ? 10 : 30;
        double frames = (double) seconds * Bench.BLOCKS * BenchSite.NODES_PER_BLOCK;
        List<Double> append = new ArrayList<>();
        List<Double> readPlain = new ArrayList<>();
        List<Double> readPacked = new ArrayList<>();
        List<Double> pack = new ArrayList<>();
        List<Double> deflate = new ArrayList<>();
        List<Double> wire = new ArrayList<>();
        List<Double> open = new ArrayList<>();
        List<Double> sealed = new ArrayList<>();
        List<Double> deflated = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Path place = folder.resolve("run-" + run);
            try (Spool spool = Spool.open(
                    place,
                    new CollectorId(BenchSite.COLLECTOR),
                    new SpoolConfig(SEGMENT, Long.MAX_VALUE, Duration.ZERO),
                    List.of(new ConsumerId("job")),
                    clock)) {
                append.add(nanos(() -> {
                            for (int second = 0; second < seconds; second++) {
                                spool.append(playback.entries(second));
                            }
                        })
                        / frames);
                long bytes = spool.stats().bytes();
                List<Path> plain = segments(place);
                long toSeal = size(plain.subList(0, plain.size() - 1));
                double share = frames * toSeal / bytes;
                open.add(bytes / frames / SAMPLES_PER_NODE);
                wire.add(packets(spool) / frames / SAMPLES_PER_NODE);
                readPlain.add(nanos(() -> readAll(spool)) / frames);
                Deflated yardstick = deflate(plain.get(0));
                deflate.add(yardstick.nanos / (frames * Files.size(plain.get(0)) / bytes));
                pack.add(nanos(() -> packAll(spool)) / share);
                List<Path> now = segments(place);
                long packed = size(now.subList(0, now.size() - 1));
                sealed.add(packed / share / SAMPLES_PER_NODE);
                deflated.add(yardstick.ratio * bytes / frames / SAMPLES_PER_NODE);
                readPacked.add(nanos(() -> readAll(spool)) / frames);
            }
            Bench.delete(place);
        }
        return List.of(
                figure("spool.wire", "bytes per GPU-sample, packets to the broker", wire, "int16", List.of(2.0)),
                figure("spool.open", "bytes per GPU-sample", open, "int16", List.of(2.0)),
                figure("spool.sealed", "bytes per GPU-sample", sealed, "deflate 1", deflated),
                figure("spool.pack", NANOS + ", compared as well", pack, "deflate 1", deflate),
                figure("spool.read.sealed", NANOS, readPacked, "open", readPlain),
                new Figure("spool.append", NANOS + ", making records included", append, null));
    }

    private static Figure figure(String name, String unit, List<Double> values, String than, List<Double> held) {
        return new Figure(name, unit, values, new Figure.Yardstick(than, held));
    }

    private static double nanos(Runnable work) {
        DoubleSupplier used = CpuClock::nanosOfAll;
        double before = used.getAsDouble();
        work.run();
        return used.getAsDouble() - before;
    }

    private static void packAll(Spool spool) {
        while (spool.pack()) {
            // one after the other
        }
    }

    /** Bytes of all records as packets of MQTT 5: kind, a length of three bytes at most, topic, number, no properties. */
    private static double packets(Spool spool) {
        String topic = new Topics(new CollectorId(BenchSite.COLLECTOR)).up();
        int beside = 1 + 3 + 2 + topic.length() + 2 + 1;
        EpochId epoch = spool.current();
        double bytes = 0;
        for (long seq = 1; seq <= spool.head(epoch); seq++) {
            bytes += beside + spool.read(epoch, seq).orElseThrow().encode().length;
        }
        return bytes;
    }

    private static void readAll(Spool spool) {
        EpochId epoch = spool.current();
        for (long seq = 1; seq <= spool.head(epoch); seq++) {
            if (spool.read(epoch, seq).isEmpty()) {
                throw new IllegalStateException("record " + seq + " cannot be read back");
            }
        }
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(".seg"))
                    .sorted()
                    .toList();
        }
    }

    private static long size(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    /** What the JDK's own compression makes of a segment. */
    private record Deflated(double nanos, double ratio) {}

    private static Deflated deflate(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        byte[] out = new byte[2 * CHUNK];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        long[] packed = {0};
        double nanos = nanos(() -> {
            for (int at = 0; at < bytes.length; at += CHUNK) {
                deflater.reset();
                deflater.setInput(bytes, at, Math.min(CHUNK, bytes.length - at));
                deflater.finish();
                packed[0] += deflater.deflate(out);
            }
        });
        deflater.end();
        return new Deflated(nanos, (double) packed[0] / bytes.length);
    }
}
