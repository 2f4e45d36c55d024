/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Round trips of random messages, and no bytes on which a parser does anything but parse or name the error. */
class CodecPropertiesTest {

    private static final int RUNS = 300;

    @Test
    void framesComeBackValueByValue() {
        for (long seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            int gpus = 1 + random.nextInt(9);
            int nodes = random.nextInt(40);
            int slotSeconds = 1 + random.nextInt(60);
            long firstSlot = slotSeconds * (long) random.nextInt(100_000_000);
            Frames.Builder builder = new Frames.Builder(firstSlot, slotSeconds, 1 + random.nextInt(5), gpus);
            long[][][] values = new long[nodes][gpus][Column.COUNT];
            boolean[][] present = new boolean[nodes][gpus];
            long[] absent = new long[nodes];
            long[] made = new long[nodes];
            long[] received = new long[nodes];
            List<Frames.Flag> flags = new ArrayList<>();
            for (int n = 0; n < nodes; n++) {
                boolean data = seed % 3 == 0 || random.nextInt(5) > 0;
                if (data) {
                    builder.addNode("node" + n, n * 31L, gpus);
                } else {
                    absent[n] = random.nextLong() | 1;
                    builder.addAbsent("node" + n, absent[n]);
                }
                made[n] = data && seed % 2 == 0 ? made(random, firstSlot * 1_000) : Frames.BLANK;
                received[n] = made[n] == Frames.BLANK ? Frames.BLANK : received(random, made[n]);
                if (data && seed % 2 == 0) {
                    builder.times(made[n], received[n]);
                }
                for (int f = data && seed % 5 == 0 ? random.nextInt(30) : 0, said = 0; f > 0; f--, said++) {
                    Frames.Flag flag = new Frames.Flag(n, random.nextInt(gpus + 1) - 1, valueFlag(random));
                    builder.flag(flag.gpu(), flag.said());
                    if (said < Frames.FLAGS_OF_A_NODE) {
                        flags.add(flag);
                    }
                }
                for (int g = 0; g < gpus; g++) {
                    for (Column c : Column.values()) {
                        boolean everyGpuTheSame = (c.ordinal() + seed) % 5 == 0;
                        long value = everyGpuTheSame
                                ? data ? seed << (seed % 60) : Frames.BLANK
                                : data && random.nextInt(4) > 0
                                        ? (c.ordinal() + seed) % 7 == 0 ? random.nextLong() : random.nextInt(3000)
                                        : Frames.BLANK;
                        values[n][g][c.ordinal()] = value;
                        if (data) {
                            builder.set(c, g, value);
                        }
                    }
                    if (data && random.nextBoolean()) {
                        present[n][g] = true;
                        builder.present(g);
                    }
                }
            }
            byte[] bytes = builder.encode();
            Frames read = Frames.parse(bytes);
            String seedIs = "seed " + seed;
            assertThat(read.nodeCount()).as(seedIs).isEqualTo(nodes);
            assertThat(read.firstSlot()).as(seedIs).isEqualTo(firstSlot);
            assertThat(Frames.endOf(bytes))
                    .as(seedIs)
                    .isEqualTo(firstSlot + (long) read.slotSeconds() * read.slotCount());
            assertThat(read.flags()).as(seedIs).isEqualTo(flags);
            for (int n = 0; n < nodes; n++) {
                assertThat(read.node(n)).as(seedIs).isEqualTo("node" + n);
                assertThat(read.tsMillis(n)).as(seedIs).isEqualTo(made[n]);
                assertThat(read.receivedMillis(n)).as(seedIs).isEqualTo(received[n]);
                assertThat(read.absentCode(n)).as(seedIs).isEqualTo(absent[n]);
                for (int g = 0; g < gpus; g++) {
                    assertThat(read.present(n, g)).as(seedIs).isEqualTo(present[n][g]);
                    for (Column c : Column.values()) {
                        assertThat(read.value(c, n, g)).as(seedIs).isEqualTo(values[n][g][c.ordinal()]);
                    }
                }
            }
            torture(seed, bytes, CodecPropertiesTest::walk);
            torture(seed, bytes, bad -> assertThat(Frames.endOf(bad)).isNotNegative());
        }
    }

    /** Mostly what is in force at a slot's start; sometimes so old that it needs the wide form. */
    private static long made(Random random, long slotMillis) {
        return slotMillis - random.nextInt(random.nextInt(20) == 0 ? 500_000_000 : 25_000);
    }

    private static long received(Random random, long made) {
        return random.nextInt(4) == 0 ? Frames.BLANK : made + random.nextInt(4_000) - 2_000;
    }

    private static ValueFlag valueFlag(Random random) {
        double raw = random.nextInt(3) == 0 ? Double.NaN : random.nextInt(9) == 0 ? 0 : random.nextGaussian() * 1e12;
        return new ValueFlag(
                any(random, ValueFlag.Of.values()),
                any(random, PlantReadings.Quality.values()),
                any(random, QualityReason.values()),
                raw);
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    @Test
    void theOtherMessagesComeBackEqual() {
        for (long seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            roundTrip(seed, record(random), UpRecord::encode, UpRecord::parse);
            roundTrip(seed, record(random), UpRecord::encode, CodecPropertiesTest::parsedAmongOthers);
            roundTrip(seed, lost(random), Lost::encode, Lost::parse);
            roundTrip(seed, head(random), Head::encode, Head::parse);
            roundTrip(seed, cursor(random), Cursor::encode, Cursor::parse);
            roundTrip(seed, new Status(random.nextBoolean(), random.nextLong()), Status::encode, Status::parse);
            PlantReadings plant = plant(random);
            roundTrip(seed, plant, PlantReadings::encode, PlantReadings::parse);
            assertThat(PlantReadings.endOf(plant.encode()))
                    .as("seed %d", seed)
                    .isEqualTo(plant.readings().stream()
                            .mapToLong(reading -> Math.floorDiv(reading.tsMillis(), 1_000L) + 1)
                            .reduce(0, Math::max));
        }
    }

    @Test
    void epochsSortAsTheyWereOpened() {
        EpochId first = EpochId.of(1_700_000_000_000L, -1, -1L);
        EpochId second = EpochId.of(1_700_000_000_001L, 0, 0L);
        assertThat(first).isLessThan(second);
        assertThat(first.millis()).isEqualTo(1_700_000_000_000L);
        assertThat(EpochId.of((1L << 48) - 1, 0xFFFF, -1L).value()).isEqualTo("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }

    @Test
    void topicsAreThoseOfVersionOne() {
        Topics topics = new Topics(new CollectorId("c1"));
        assertThat(topics.up()).isEqualTo("np/1/c1/up");
        assertThat(topics.head()).isEqualTo("np/1/c1/head");
        assertThat(topics.status()).isEqualTo("np/1/c1/status");
        assertThat(topics.cursor(new ConsumerId("job"))).isEqualTo("np/1/c1/cursor/job");
    }

    /** Reads a record that lies between other bytes, which change afterwards. */
    private static UpRecord parsedAmongOthers(byte[] bytes) {
        byte[] among = new byte[bytes.length + 20];
        Arrays.fill(among, (byte) 0x12);
        System.arraycopy(bytes, 0, among, 10, bytes.length);
        UpRecord record = UpRecord.parse(among, 10, 10 + bytes.length);
        Arrays.fill(among, (byte) 0);
        return record;
    }

    private static <T> void roundTrip(long seed, T message, Function<T, byte[]> encode, Function<byte[], T> parse) {
        byte[] bytes = encode.apply(message);
        assertThat(parse.apply(bytes)).as("seed " + seed).isEqualTo(message);
        torture(seed, bytes, bad -> assertThat(parse.apply(bad)).isNotNull());
    }

    /** Cuts and flips bytes: the parser must read them or throw WireException. */
    private static void torture(long seed, byte[] bytes, Consumer<byte[]> parse) {
        Random random = new Random(~seed);
        for (int i = 0; i < 40; i++) {
            byte[] bad = Arrays.copyOf(bytes, i % 2 == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
            for (int flips = random.nextInt(4); flips > 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                parse.accept(bad);
            } catch (WireException expected) {
                assertThat(expected.what()).isNotEmpty();
            } catch (RuntimeException | OutOfMemoryError e) {
                fail("seed " + seed + ", cut " + i, e);
            }
        }
    }

    private static void walk(byte[] bytes) {
        Frames frames = Frames.parse(bytes);
        frames.flags();
        for (int n = 0; n < frames.nodeCount(); n++) {
            frames.node(n);
            frames.tsMillis(n);
            frames.receivedMillis(n);
            frames.absentCode(n);
            frames.bootHash(n);
            frames.gpuCount(n);
            for (Column c : Column.values()) {
                frames.isAlike(c, n);
                frames.isAtLeast(c, n, 1);
                frames.isSame(c, n, 0);
            }
            for (int g = 0; g < frames.gpusPerNode(); g++) {
                frames.present(n, g);
                for (Column c : Column.values()) {
                    frames.value(c, n, g);
                }
            }
        }
    }

    private static EpochId epoch(Random random) {
        return EpochId.of(random.nextInt(Integer.MAX_VALUE), random.nextInt(), random.nextLong());
    }

    private static Link link(Random random) {
        return Link.next(Link.EMPTY, new byte[] {(byte) random.nextInt()});
    }

    private static UpRecord record(Random random) {
        UpRecord.Kind kind = UpRecord.Kind.values()[random.nextInt(4)];
        long seq = 1 + random.nextInt(100_000);
        byte[] body = new byte[random.nextInt(200)];
        random.nextBytes(body);
        return new UpRecord(
                epoch(random),
                seq,
                random.nextInt((int) seq),
                link(random),
                random.nextInt(Integer.MAX_VALUE),
                kind,
                kind == UpRecord.Kind.FRAMES ? new HallId("hall-" + random.nextInt(9)) : null,
                body);
    }

    private static Lost lost(Random random) {
        long from = 1 + random.nextInt(1000);
        long slot = random.nextInt(1_000_000);
        return new Lost(
                epoch(random),
                from,
                from + random.nextInt(100),
                slot,
                slot + random.nextInt(100),
                Lost.Reason.values()[random.nextInt(3)]);
    }

    private static Head head(Random random) {
        List<Head.Epoch> epochs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long head = random.nextInt(1000);
            epochs.add(new Head.Epoch(
                    epoch(random),
                    random.nextInt(1_000_000),
                    1 + random.nextInt((int) head + 1),
                    head,
                    random.nextBoolean() ? Link.EMPTY : link(random),
                    random.nextInt(1_000_000),
                    random.nextInt(2) * 77L));
        }
        return new Head(random.nextLong(), epochs);
    }

    private static Cursor cursor(Random random) {
        List<Cursor.Epoch> epochs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long next = 1 + random.nextInt(1000);
            epochs.add(new Cursor.Epoch(
                    epoch(random),
                    next,
                    random.nextBoolean() ? Link.EMPTY : link(random),
                    random.nextInt((int) next),
                    random.nextInt(2000)));
        }
        SortedMap<EpochId, Long> claims = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            claims.put(epoch(random), 1L + random.nextInt(1000));
        }
        return new Cursor(random.nextInt(Integer.MAX_VALUE), random.nextLong(), epochs, claims);
    }

    private static PlantReadings plant(Random random) {
        List<PlantReadings.Reading> readings = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            readings.add(new PlantReadings.Reading(
                    new AssetId("cdu-" + random.nextInt(3)),
                    "coolant_flow",
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian(),
                    random.nextBoolean() ? "" : "m3/s",
                    PlantReadings.Quality.values()[random.nextInt(PlantReadings.Quality.values().length)],
                    QualityReason.values()[random.nextInt(QualityReason.values().length)]));
        }
        return new PlantReadings(readings);
    }
}
