/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/** The readings of one plant point, sorted by time in primitive arrays; values as the bits of a double. */
final class Steps {

    /** A bad reading: ends what was in force. */
    static final long BAD = 0x7ff8000000000000L;

    /** Two different values of one instant; also not a number, and above every other. */
    static final long CONFLICT = 0x7ff8000000000001L;

    private long[] times = new long[4];
    private long[] values = new long[4];
    private int size;

    /** One form for every value that is the same: one NaN, one zero. */
    static long bitsOf(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    static void checkTime(long ts) {
        if (ts < 0) {
            throw new IllegalArgumentException("a plant reading before 1970: " + ts);
        }
    }

    int size() {
        return size;
    }

    long ts(int i) {
        return times[i];
    }

    long bits(int i) {
        return values[i];
    }

    void merge(long ts, long bits) {
        checkTime(ts);
        int at = firstFrom(ts);
        if (at < size && times[at] == ts) {
            if (values[at] != bits) {
                values[at] = CONFLICT;
            }
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        System.arraycopy(times, at, times, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        times[at] = ts;
        values[at] = bits;
        size++;
    }

    /** The index of the first reading at or after an instant; {@code size} when there is none. */
    int firstFrom(long ts) {
        if (size == 0 || times[size - 1] < ts) {
            return size;
        }
        int found = Arrays.binarySearch(times, 0, size, ts);
        return found >= 0 ? found : -found - 1;
    }

    /** The value in force at an instant; NaN when there is none or it is bad. */
    double valueAt(long ts, long holdMillis) {
        int i = lastUntil(ts);
        return i < 0 || ts - times[i] >= holdMillis ? Double.NaN : Double.longBitsToDouble(values[i]);
    }

    /** The last reading at or before an instant. */
    PointReading readingAt(long ts, long holdMillis) {
        int i = lastUntil(ts);
        if (i < 0) {
            return new PointReading(PointReading.Standing.NONE, 0, Double.NaN);
        }
        PointReading.Standing standing = ts - times[i] >= holdMillis
                ? PointReading.Standing.TOO_OLD
                : values[i] == BAD
                        ? PointReading.Standing.BAD
                        : values[i] == CONFLICT ? PointReading.Standing.CONFLICT : PointReading.Standing.IN_FORCE;
        return new PointReading(standing, times[i], Double.longBitsToDouble(values[i]));
    }

    private int lastUntil(long ts) {
        int i = firstFrom(ts);
        return i < size && times[i] == ts ? i : i - 1;
    }
}
