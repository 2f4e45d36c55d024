/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes the records of one collector of {@link TwoHalls}: one of frames and one of plant per second, all by seed. Frozen
 * savepoints continue stories, so the bytes of a seed never change.
 */
public final class Story {

    private final EpochId epoch;
    private final HallId hall;
    private final List<String> nodes;
    private final List<String> assets;
    private final Random random;
    private final List<UpRecord> records = new ArrayList<>();
    private Link link = Link.EMPTY;
    private long through;
    private boolean oldFrames;

    private Story(EpochId epoch, String hall, List<String> nodes, List<String> assets, long seed) {
        this.epoch = epoch;
        this.hall = new HallId(hall);
        this.nodes = nodes;
        this.assets = assets;
        this.random = new Random(seed);
    }

    public static Story ofFirst(long seed) {
        return new Story(
                EpochId.of(1_000, 1, seed), "h1", List.of("n1-1", "n1-2", "n1-3"), List.of("pdu-1", "cdu-1"), seed);
    }

    public static Story ofSecond(long seed) {
        return new Story(EpochId.of(1_000, 2, seed), "h2", List.of("n2-1", "n2-2"), List.of("pdu-2"), seed);
    }

    public EpochId epoch() {
        return epoch;
    }

    public List<UpRecord> records() {
        return records;
    }

    /** From now on frames are written as they were before a column could be one value; or as they are today. */
    public Story inOldFrames(boolean old) {
        oldFrames = old;
        return this;
    }

    /** Writes the slots from one second until another, exclusive. */
    public Story play(long from, long until) {
        for (long second = from; second < until; second++) {
            plant(second);
            through = second + 1;
            frames(second);
        }
        return this;
    }

    /** Writes what the plant's points say at one second. */
    public Story plantAt(long second) {
        plant(second);
        return this;
    }

    /** Ends the epoch. */
    public Story end() {
        append(UpRecord.Kind.FIN, null, new byte[0]);
        return this;
    }

    /** Writes slots in which every node runs as it should. */
    public Story calm(long from, long until) {
        return calmBut("", from, until);
    }

    /** Writes slots in which every node runs as it should, but for one of which nothing is said. */
    public Story calmBut(String away, long from, long until) {
        for (long second = from; second < until; second++) {
            Frames.Builder frames = new Frames.Builder(second, 1, 1, 2);
            nodes.stream().filter(node -> !node.equals(away)).forEach(node -> data(frames, node, 1980, 900, 0));
            through = second + 1;
            append(UpRecord.Kind.FRAMES, hall, frames.encode());
        }
        return this;
    }

    /** Writes a run of slots in which one node was away and came back with another boot. */
    public Story rebooted(String node, long from, long until) {
        long code = Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, from, true);
        byte[] body = new Frames.Builder(from, 1, (int) (until - from), 2)
                .addAbsent(node, code)
                .encode();
        append(UpRecord.Kind.FRAMES, hall, body);
        return this;
    }

    /** Writes a reading of a node's own point. */
    public Story ofNode(String node, String point, long tsMillis, double value) {
        append(
                UpRecord.Kind.PLANT,
                null,
                new PlantReadings(List.of(new PlantReadings.Reading(
                                new AssetId(node), point, tsMillis, value, PlantReadings.Quality.GOOD)))
                        .encode());
        return this;
    }

    private void plant(long second) {
        List<PlantReadings.Reading> readings = new ArrayList<>();
        for (String asset : assets) {
            boolean up = second % 40 < 30;
            String point = asset.startsWith("pdu") ? "voltage_l1n" : "water_flow";
            double value = asset.startsWith("pdu") ? 230 : up ? 0.008 : 0;
            PlantReadings.Quality quality =
                    random.nextInt(50) == 0 ? PlantReadings.Quality.BAD : PlantReadings.Quality.GOOD;
            readings.add(new PlantReadings.Reading(new AssetId(asset), point, second * 1000 + 250, value, quality));
        }
        append(UpRecord.Kind.PLANT, null, new PlantReadings(readings).encode());
    }

    private void frames(long second) {
        Frames.Builder frames = new Frames.Builder(second, 1, 1, 2);
        for (String node : nodes) {
            int dice = random.nextInt(12);
            if (dice == 0) {
                frames.addAbsent(
                        node, Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, second - 3, false));
            } else if (dice <= 3) {
                data(frames, node, 1200, 950, 0x20);
            } else {
                data(frames, node, 1980, dice == 4 ? 0 : 900, 0);
            }
        }
        append(UpRecord.Kind.FRAMES, hall, frames.encode());
    }

    private static void data(Frames.Builder frames, String node, int clock, int util, int reasons) {
        frames.addNode(node, 7, 2);
        for (int gpu = 0; gpu < 2; gpu++) {
            frames.present(gpu)
                    .set(Column.UTIL, gpu, util)
                    .set(Column.SM_CLOCK, gpu, clock)
                    .set(Column.LIMIT, gpu, 700)
                    .set(Column.REASONS, gpu, reasons)
                    .set(Column.CONDITION, gpu, 0);
        }
    }

    private void append(UpRecord.Kind kind, HallId of, byte[] today) {
        byte[] body = oldFrames && kind == UpRecord.Kind.FRAMES ? OldFrames.of(today) : today;
        link = Link.next(link, body);
        records.add(new UpRecord(epoch, records.size() + 1, 0, link, through, kind, of, body));
    }
}
