/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.time.Duration;
import java.util.List;

/**
 * Decides between the time a source gives and the time of receipt: the source's, if it is within two seconds. Keeps how
 * far the two are apart, which metrics show. Safe for concurrent use.
 */
public final class SourceClock {

    /** The largest difference at which a source's time is believed. */
    public static final Duration TOLERATED = Duration.ofSeconds(2);

    private final FarthestOffset offset = new FarthestOffset();

    /**
     * Which time a reading gets.
     *
     * @param ts epoch milliseconds
     * @param received epoch milliseconds
     * @param said epoch milliseconds, what the source says; {@code ts} unless it was refused
     */
    public record Stamp(long ts, long received, long said) {

        /** The time of a source that is believed. */
        public Stamp(long ts, long received) {
            this(ts, received, ts);
        }

        /** The time of a reading whose source says none. */
        public static Stamp of(long received) {
            return new Stamp(received, received);
        }

        /** The time of a reading whose source says one, which is believed where it is near that of the receipt. */
        public static Stamp of(long said, long received) {
            return new Stamp(near(said, received) ? said : received, received, said);
        }

        /** Whether the source's own time was not refused. */
        public boolean trusted() {
            return said == ts;
        }

        /** What is to be said of it. */
        public List<ValueFlag> flags() {
            return trusted()
                    ? List.of()
                    : List.of(new ValueFlag(
                            ValueFlag.Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, (double) said));
        }
    }

    /** The time of a reading, of what its source says and when it was received, epoch milliseconds. */
    public Stamp stamp(long said, long received) {
        heard(said, received);
        return Stamp.of(said, received);
    }

    /** Whether two times, epoch milliseconds, are within what is tolerated. */
    public static boolean near(long said, long received) {
        return said >= received - TOLERATED.toMillis() && said <= received + TOLERATED.toMillis();
    }

    /** Notes what a source says of its own time, epoch milliseconds, that is not the time of a reading. */
    public void heard(long said, long received) {
        offset.saw(said < 0 ? -received : said - received, received);
    }

    /**
     * What the source said minus when that was received, in seconds, the farthest from zero of the last minute or two; also the time
     * on the way, so a little below zero is usual. No number where the source has not said its time for so long.
     *
     * @param now epoch milliseconds
     */
    public double offsetSeconds(long now) {
        return offset.seconds(now);
    }
}
