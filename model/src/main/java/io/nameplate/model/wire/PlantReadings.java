/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.AssetId;
import java.util.ArrayList;
import java.util.List;

/** The body of a PLANT record: readings of asset points in SI units, in the order they were taken. */
public record PlantReadings(List<Reading> readings) {

    private static final Quality[] QUALITIES = Quality.values();

    /** Whether a value is one. */
    public enum Quality {
        GOOD(1),
        /** Ends what was in force: the point is unknown from then on. */
        BAD(2);

        private final int code;

        Quality(int code) {
            this.code = code;
        }
    }

    /** One point of one asset at one time. */
    public record Reading(AssetId asset, String point, long tsMillis, double value, Quality quality) {

        public Reading {
            if (point.isEmpty()) {
                throw new IllegalArgumentException("a reading of " + asset + " without a point");
            }
        }
    }

    public PlantReadings {
        readings = List.copyOf(readings);
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(48 * readings.size());
        for (Reading r : readings) {
            out.element(
                    1,
                    new WireWriter(48)
                            .text(1, r.asset.value())
                            .text(2, r.point)
                            .fixed64(3, r.tsMillis)
                            .fixed64(4, Double.doubleToRawLongBits(r.value))
                            .varint(5, r.quality.code)
                            .toBytes());
        }
        return out.toBytes();
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
                readings.add(reading(in.bytes()));
            } else {
                in.skip();
            }
        }
        return new PlantReadings(readings);
    }

    private static Reading reading(byte[] bytes) {
        WireReader in = new WireReader("plant", bytes);
        AssetId asset = null;
        String point = "";
        long tsMillis = 0;
        double value = 0;
        Quality quality = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> asset = in.checked(AssetId::new);
                case 2 -> point = in.text();
                case 3 -> tsMillis = in.fixed64();
                case 4 -> value = Double.longBitsToDouble(in.fixed64());
                case 5 -> quality = in.coded("quality", QUALITIES, x -> x.code);
                default -> in.skip();
            }
        }
        if (asset == null || quality == null || point.isEmpty()) {
            throw in.fail("a reading without asset, point or quality");
        }
        return new Reading(asset, point, tsMillis, value, quality);
    }
}
