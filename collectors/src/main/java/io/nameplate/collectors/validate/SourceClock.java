/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import java.time.Duration;

/**
 * Decides between the time a source gives and the time of receipt: the source's, if it is within two seconds. Keeps how
 * far the two are apart, which metrics show. One thread writes, others may read.
 */
public final class SourceClock {

    /** The largest difference at which a source's time is believed. */
    public static final Duration TOLERATED = Duration.ofSeconds(2);

    private volatile long offsetMillis;

    /**
     * Which time a reading gets.
     *
     * @param ts epoch milliseconds
     * @param received epoch milliseconds
     * @param trusted whether {@code ts} can be believed; not where the source's own time was refused
     */
    public record Stamp(long ts, long received, boolean trusted) {

        /** The time of a reading whose source says none. */
        public static Stamp of(long received) {
            return new Stamp(received, received, true);
        }
    }

    /** The time of a reading, of what its source says and when it was received, epoch milliseconds. */
    public Stamp stamp(long said, long received) {
        offsetMillis = said < 0 ? -received : said - received;
        return near(said, received) ? new Stamp(said, received, true) : new Stamp(received, received, false);
    }

    /** Whether two times, epoch milliseconds, are within what is tolerated. */
    public static boolean near(long said, long received) {
        return said >= received - TOLERATED.toMillis() && said <= received + TOLERATED.toMillis();
    }

    /** What the source said last minus when that was received; also the time on the way, so a little below zero is usual. */
    public long offsetMillis() {
        return offsetMillis;
    }
}
