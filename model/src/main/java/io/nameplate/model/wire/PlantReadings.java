/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.AssetId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a PLANT record: readings of asset points in SI units, in the order they were taken. */
public record PlantReadings(List<Reading> readings) {

    private static final Quality[] COARSE = {Quality.GOOD, Quality.BAD};
    private static final long NOT_SAID = Long.MIN_VALUE;

    /** What a value is worth. */
    public enum Quality {
        GOOD(1),
        /** Cannot be true, or is no number. */
        BAD(2),
        /** Not measured but worked out, by who says so. */
        ESTIMATED(3),
        /** May be true, and something speaks against it: it counts and is flagged. A real trip looks like a spike. */
        SUSPECT(4),
        /** True once, but not of its time. */
        STALE(5),
        /** There is none. */
        MISSING(6);

        private final int code;

        Quality(int code) {
            this.code = code;
        }

        /** Whether the value is in force from its time on; else it ends what was in force, and the point is unknown. */
        public boolean counts() {
            return this == GOOD || this == ESTIMATED || this == SUSPECT;
        }

        /** The number on the wire. */
        int code() {
            return code;
        }

        /** What a reader knows who has only heard of GOOD and BAD. */
        private Quality coarse() {
            return counts() ? GOOD : BAD;
        }
    }

    /**
     * One point of one asset at one time.
     *
     * @param tsMillis when it was so, by the source's clock where that can be trusted
     * @param receivedMillis when the collector had it
     * @param value in {@code unit}; of a value that does not count: what was read, if anything
     * @param unit the SI unit; empty where the source does not say
     */
    public record Reading(
            AssetId asset,
            String point,
            long tsMillis,
            long receivedMillis,
            double value,
            String unit,
            Quality quality,
            QualityReason reason) {

        public Reading {
            if (point.isEmpty()) {
                throw new IllegalArgumentException("a reading of " + asset + " without a point");
            }
        }

        /** A reading received when it was made, of which nothing more is said. */
        public Reading(AssetId asset, String point, long tsMillis, double value, Quality quality) {
            this(asset, point, tsMillis, tsMillis, value, "", quality, QualityReason.NONE);
        }
    }

    public PlantReadings {
        readings = List.copyOf(readings);
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(48 * readings.size());
        WireWriter one = new WireWriter(64);
        for (Reading r : readings) {
            write(r, one);
            out.element(1, one);
        }
        return out.toBytes();
    }

    /** Field 5 alone says whether the value counts; 6 to 9 are left out where they say nothing more. */
    private static void write(Reading r, WireWriter out) {
        out.text(1, r.asset.value())
                .text(2, r.point)
                .fixed64(3, r.tsMillis)
                .fixed64(4, Double.doubleToRawLongBits(r.value))
                .varint(5, r.quality.coarse().code);
        if (r.quality != r.quality.coarse()) {
            out.varint(6, r.quality.code);
        }
        if (r.reason != QualityReason.NONE) {
            out.varint(7, r.reason.code());
        }
        if (r.receivedMillis != r.tsMillis) {
            out.fixed64(8, r.receivedMillis);
        }
        if (!r.unit.isEmpty()) {
            out.text(9, r.unit);
        }
    }

    /**
     * Reads the body of a PLANT record.
     *
     * @throws WireException if the bytes are not one
     */
    public static PlantReadings parse(byte[] bytes) {
        WireReader in = new WireReader("plant", bytes);
        List<Reading> readings = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                readings.add(reading(nested(in, bytes)));
            } else {
                in.skip();
            }
        }
        return new PlantReadings(readings);
    }

    /**
     * The end of what the body of a PLANT record speaks of: epoch seconds, the second behind its latest reading; 0 without one.
     *
     * @throws WireException if the bytes are not one
     */
    public static long endOf(byte[] bytes) {
        WireReader in = new WireReader("plant", bytes);
        long end = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                end = Math.max(end, Math.floorDiv(tsMillis(nested(in, bytes)), 1_000L) + 1);
            } else {
                in.skip();
            }
        }
        return end;
    }

    /**
     * The begin of what a body speaks of: epoch seconds, at the latest when its oldest reading was made; without reading the rest. Of a body
     * that holds none the largest number.
     *
     * @throws WireException if the bytes are not one
     */
    public static long beginOf(byte[] bytes) {
        WireReader in = new WireReader("plant", bytes);
        long begin = Long.MAX_VALUE;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                begin = Math.min(begin, Math.floorDiv(tsMillis(nested(in, bytes)), 1_000L));
            } else {
                in.skip();
            }
        }
        return begin;
    }

    private static long tsMillis(WireReader in) {
        long tsMillis = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 3 -> tsMillis = in.fixed64();
                case 4, 8 -> in.fixed64();
                case 5, 6, 7 -> in.varint();
                default -> in.skip();
            }
        }
        return tsMillis;
    }

    private static WireReader nested(WireReader in, byte[] bytes) {
        long span = in.span();
        int from = (int) (span >>> 32);
        return new WireReader("plant", bytes, from, from + (int) span);
    }

    private static Reading reading(WireReader in) {
        AssetId asset = null;
        String point = "";
        long tsMillis = 0;
        long receivedMillis = NOT_SAID;
        double value = 0;
        String unit = "";
        Quality coarse = null;
        Quality exact = null;
        QualityReason reason = QualityReason.NONE;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> asset = in.checked(AssetId::new);
                case 2 -> point = in.text();
                case 3 -> tsMillis = in.fixed64();
                case 4 -> value = Double.longBitsToDouble(in.fixed64());
                case 5 -> coarse = in.coded("quality", COARSE, x -> x.code);
                case 6 -> exact = exact(in.varint());
                case 7 -> reason = QualityReason.of(in.varint());
                case 8 -> receivedMillis = in.fixed64();
                case 9 -> unit = in.text();
                default -> in.skip();
            }
        }
        if (asset == null || coarse == null || point.isEmpty()) {
            throw in.fail("a reading without asset, point or quality");
        }
        return new Reading(
                asset,
                point,
                tsMillis,
                receivedMillis == NOT_SAID ? tsMillis : receivedMillis,
                value,
                unit,
                exact == null || exact.counts() != coarse.counts() ? coarse : exact,
                reason);
    }

    /** The quality of a number; null of one that this version does not know. */
    static @Nullable Quality exact(long code) {
        for (Quality quality : Quality.values()) {
            if (quality.code == code) {
                return quality;
            }
        }
        return null;
    }
}
