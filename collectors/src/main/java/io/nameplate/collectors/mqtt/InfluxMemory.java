/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Series and names of fields that were read before, found by their bytes. Series are numbered as they are learnt and lie side by
 * side in that order, which is mostly the one in which they come again: a large site has far more of them than any cache holds.
 * Bounded whatever is sent: names push each other out, and when there are too many series all are forgotten and learnt anew. Not
 * thread-safe.
 */
final class InfluxMemory {

    /** The number of no series. */
    static final int UNKNOWN = -1;

    private static final int LONGEST_SERIES = 1_024;
    private static final int MOST_SERIES = 1 << 20;
    private static final int MOST_BYTES = 96 << 20;
    private static final int BYTES_AT_FIRST = 1 << 12;

    /** How far from its place a series is looked for: so that a publisher who finds many for one place makes nothing slow. */
    private static final int REACH = 32;

    private static final int NAMES = 4_096;
    private static final int LONGEST_NAME = 64;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int mostSeries;
    private final int mostBytes;

    /** All series as they stand in lines, one behind the other, and where each ends. */
    private byte[] bytes = new byte[BYTES_AT_FIRST];

    private int[] ends = new int[64];
    private InfluxSeries[] series = new InfluxSeries[64];
    private int count;

    /** At the place of its hash, or a little behind it, the number of each series and one more; else 0. */
    private int[] places = new int[256];

    private final @Nullable InfluxName[] names = new @Nullable InfluxName[NAMES];

    /** As much as a site of some million GPUs needs. */
    InfluxMemory() {
        this(MOST_SERIES, MOST_BYTES);
    }

    /** So many series, and bytes of all of them together. */
    InfluxMemory(int mostSeries, int mostBytes) {
        this.mostSeries = mostSeries;
        this.mostBytes = Math.max(mostBytes, BYTES_AT_FIRST);
    }

    /** Whether a series stands at a place of a line that ends at {@code end}, with a space behind it; not if there is none. */
    boolean standsAt(int number, byte[] line, int at, int end) {
        if (number >= count) {
            return false;
        }
        int begin = begin(number);
        int behind = at + ends[number] - begin;
        return behind < end && line[behind] == ' ' && Arrays.equals(line, at, behind, bytes, begin, ends[number]);
    }

    private int begin(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    /** How many bytes of a line a series takes. */
    int length(int number) {
        return ends[number] - begin(number);
    }

    InfluxSeries series(int number) {
        return series[number];
    }

    /** The number of the series that stands between two places; {@link #UNKNOWN} where it is not known. */
    int find(byte[] line, int from, int to) {
        int place = hash(line, from, to);
        for (int i = 0; i < REACH; i++) {
            int number = places[(place + i) & (places.length - 1)] - 1;
            if (number < 0) {
                return UNKNOWN;
            }
            if (Arrays.equals(line, from, to, bytes, begin(number), ends[number])) {
                return number;
            }
        }
        return UNKNOWN;
    }

    /** Keeps a series that is not known; {@link #UNKNOWN} where it is too long to be any of ours, or has no room. */
    int keep(byte[] line, int from, int to, InfluxSeries one) {
        int length = to - from;
        if (length > LONGEST_SERIES) {
            return UNKNOWN;
        }
        int used = begin(count);
        if (count == mostSeries || used + length > mostBytes) {
            forget();
            used = 0;
        }
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(mostBytes, 2 * bytes.length));
        }
        if (count == series.length) {
            ends = Arrays.copyOf(ends, 2 * count);
            series = Arrays.copyOf(series, 2 * count);
            places = new int[8 * count];
            for (int number = 0; number < count; number++) {
                place(number, hash(bytes, begin(number), ends[number]));
            }
        }
        System.arraycopy(line, from, bytes, used, length);
        ends[count] = used + length;
        series[count] = one;
        return place(count, hash(line, from, to)) ? count++ : UNKNOWN;
    }

    private void forget() {
        Arrays.fill(places, 0);
        Arrays.fill(series, InfluxSeries.NONE);
        count = 0;
    }

    private boolean place(int number, int hash) {
        for (int i = 0; i < REACH; i++) {
            int place = (hash + i) & (places.length - 1);
            if (places[place] == 0) {
                places[place] = number + 1;
                return true;
            }
        }
        return false;
    }

    private static int hash(byte[] line, int from, int to) {
        long hash = 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = mixed(hash ^ (long) EIGHT.get(line, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = (rest << Byte.SIZE) | (line[i] & 0xff);
        }
        return (int) mixed(hash ^ rest);
    }

    private static long mixed(long value) {
        long product = value * 0x9E37_79B9_7F4A_7C15L;
        return product ^ (product >>> 32);
    }

    /** The name that stands between two places, if it is known. */
    @Nullable
    InfluxName name(byte[] line, int from, int to) {
        InfluxName known = names[place(line, from, to)];
        return known != null && known.is(line, from, to) ? known : null;
    }

    /** The name that a guess leads to; it may be any. */
    @Nullable
    InfluxName name(int place) {
        return names[place];
    }

    /** Keeps a name in its place, if it is not too long to be any of ours. */
    void keep(InfluxName name) {
        if (name.length() <= LONGEST_NAME) {
            names[name.place()] = name;
        }
    }

    /** Where a name is kept. */
    static int place(byte[] bytes, int from, int to) {
        return hash(bytes, from, to) & (NAMES - 1);
    }
}
