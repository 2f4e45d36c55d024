/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.wire.PlantReadings.Quality;
import java.util.Locale;

/**
 * What is to be said of a value that a node gave for {@link Frames}. It decides nothing: a value that stands in its column counts
 * whatever is said of it, and one that was left out does not.
 *
 * @param raw what was read, where it was left out; NaN where the value stands in its column, and of what was no number
 */
public record ValueFlag(Of of, Quality quality, QualityReason reason, double raw) {

    /** Which of the values; the name in small letters is also what exports and metrics write. */
    public enum Of {
        /** One that this version does not know. */
        OTHER(0),
        /** Everything that the GPU says. */
        ALL(1),
        /** The time of the reading; raw is in epoch milliseconds. */
        TIME(2),
        /** How many GPUs the driver counts. */
        GPU_COUNT(3),
        TENSOR(4),
        ROW_REMAP_FAILED(5),
        FABRIC_HEALTH(6),
        FABRIC_MANAGER(7),
        NVLINKS_DOWN(8),
        UTIL(Column.UTIL),
        GR_ENGINE(Column.GR_ENGINE),
        SM_CLOCK(Column.SM_CLOCK),
        POWER(Column.POWER),
        TEMP(Column.TEMP),
        LIMIT(Column.LIMIT),
        REASONS(Column.REASONS),
        XID(Column.XID),
        RECOVERY(Column.RECOVERY);

        private final int code;

        Of(int code) {
            this.code = code;
        }

        Of(Column column) {
            this(Frames.NARROW + column.number());
        }

        /** The number on the wire. */
        int code() {
            return code;
        }

        static Of of(int code) {
            for (Of of : values()) {
                if (of.code == code) {
                    return of;
                }
            }
            return OTHER;
        }

        /** The name as exports and metrics write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of a value that stands in its column. */
    public ValueFlag(Of of, Quality quality, QualityReason reason) {
        this(of, quality, reason, Double.NaN);
    }
}
