/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Encoded records of a site over some time, as a collector would have spooled them. Made before anything is timed. */
final class Recording {

    /** Nodes in a message. */
    static final int BATCH = 64;

    private static final EpochId EPOCH = new EpochId("01JZ0000000000000000000000");

    final Registry registry;
    final long start;
    final int seconds;
    /** Whole records, in order. */
    final List<UpRecord> records = new ArrayList<>();
    /** Node frames in all records, copies included. */
    long nodeFrames;

    private final Mix mix;
    private final SplittableRandom random;
    private final int slotSeconds;
    private long bytes;

    Recording(Registry registry, Mix mix, long start, int seconds) {
        this.registry = registry;
        this.mix = mix;
        this.start = start;
        this.seconds = seconds;
        this.random = new SplittableRandom(mix.name().hashCode());
        this.slotSeconds = (int) registry.slot().toSeconds();
        for (long second = start; second < start + seconds; second++) {
            plant(second);
            if (second % slotSeconds == 0) {
                for (Map.Entry<HallId, List<BlockId>> hall : registry.halls().entrySet()) {
                    slot(hall.getKey(), hall.getValue(), second);
                }
            }
        }
        add(UpRecord.Kind.FIN, null, new byte[0], start + seconds);
    }

    /** Bytes of all bodies. */
    long bytes() {
        return bytes;
    }

    private void slot(HallId hall, List<BlockId> blocks, long second) {
        List<Node> nodes = new ArrayList<>();
        for (BlockId id : blocks) {
            Block block = registry.blocks().get(id);
            nodes.addAll(block == null ? List.of() : block.nodes());
        }
        for (int from = 0; from < nodes.size(); from += BATCH) {
            List<Node> batch = nodes.subList(from, Math.min(nodes.size(), from + BATCH));
            if (mix == Mix.HOSTILE && Mix.chance(random, 10)) {
                batch = new ArrayList<>(batch);
                Collections.shuffle(batch, new Random(random.nextLong()));
            }
            message(hall, batch, second);
        }
    }

    private void message(HallId hall, List<Node> batch, long second) {
        int copies = mix == Mix.HOSTILE && Mix.chance(random, 10) ? 2 : 1;
        byte[] body = frames(batch, second);
        for (int copy = 0; copy < copies; copy++) {
            nodeFrames += batch.size();
            add(UpRecord.Kind.FRAMES, hall, body, second);
        }
        if (mix == Mix.HOSTILE) {
            List<Node> again =
                    batch.stream().filter(node -> Mix.chance(random, 10)).toList();
            nodeFrames += again.size();
            add(UpRecord.Kind.FRAMES, hall, frames(again, second), second);
        }
    }

    private byte[] frames(List<Node> batch, long second) {
        Frames.Builder builder = new Frames.Builder(second, slotSeconds, 1, BenchSite.GPUS);
        for (Node node : batch) {
            String name = node.node().value();
            mix.frame(builder, name, name.hashCode(), random, second);
        }
        if (mix == Mix.HOSTILE && !batch.isEmpty() && Mix.chance(random, 25)) {
            Mix.widen(builder, random);
        }
        return builder.encode();
    }

    private void plant(long second) {
        List<PlantReadings.Reading> readings = new ArrayList<>();
        for (int loop = 0; loop < BenchSite.LOOPS; loop++) {
            for (int unit = 0; unit < 3; unit++) {
                readings.add(reading(BenchSite.cdu(loop, unit), "flow", second, 8));
            }
        }
        for (int block = 0; block < registry.blocks().size(); block++) {
            readings.add(reading(BenchSite.pdu(block), "voltage", second, 230));
        }
        add(UpRecord.Kind.PLANT, null, new PlantReadings(readings).encode(), second);
    }

    /** In the hostile mix every reading in twenty is a zero: plant goes down and comes back. */
    private PlantReadings.Reading reading(String asset, String point, long second, double value) {
        double seen = mix == Mix.HOSTILE && Mix.chance(random, 5) ? 0 : value + random.nextDouble();
        return new PlantReadings.Reading(new AssetId(asset), point, second * 1000, seen, PlantReadings.Quality.GOOD);
    }

    private void add(UpRecord.Kind kind, @Nullable HallId hall, byte[] body, long through) {
        long seq = records.size() + 1L;
        records.add(new UpRecord(EPOCH, seq, 0, Link.EMPTY, through, kind, hall, body));
        bytes += body.length;
    }
}
