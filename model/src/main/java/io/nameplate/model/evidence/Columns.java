/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The readings of one point that very many assets have and read at the same few instants, as every node's tensor counter is: by
 * instant, assets and values in arrays sorted by asset. A tenth of what as many {@link Steps} take.
 */
final class Columns {

    private static final String[] NONE = {};
    private static final int NO_READING = 0;
    private static final int NO_WHOLE_NUMBER = 1;
    private static final long LARGEST = (1L << 53) - 1;

    /** The readings of one instant. */
    private static final class Column {
        String[] names = NONE;
        long[] bits = {};
        int size;

        int find(String name) {
            if (size == 0 || names[size - 1].compareTo(name) < 0) {
                return -size - 1;
            }
            return Arrays.binarySearch(names, 0, size, name);
        }

        void merge(String name, long value) {
            int at = find(name);
            if (at >= 0) {
                bits[at] = bits[at] == value ? value : Steps.CONFLICT;
                return;
            }
            if (size == names.length) {
                resize(Math.max(4, size * 2));
            }
            int place = -at - 1;
            System.arraycopy(names, place, names, place + 1, size - place);
            System.arraycopy(bits, place, bits, place + 1, size - place);
            names[place] = name;
            bits[place] = value;
            size++;
        }

        void resize(int room) {
            names = Arrays.copyOf(names, room);
            bits = Arrays.copyOf(bits, room);
        }

        /** Both are sorted, so they are merged from one end to the other. */
        void merge(Column more) {
            Column mine = new Column();
            mine.names = names;
            mine.bits = bits;
            mine.size = size;
            names = new String[mine.size + more.size];
            bits = new long[names.length];
            size = 0;
            int at = 0;
            for (int i = 0; i < more.size; i++) {
                for (; at < mine.size && mine.names[at].compareTo(more.names[i]) < 0; at++) {
                    append(mine.names[at], mine.bits[at]);
                }
                boolean both = at < mine.size && mine.names[at].equals(more.names[i]);
                append(more.names[i], both && mine.bits[at] != more.bits[i] ? Steps.CONFLICT : more.bits[i]);
                at += both ? 1 : 0;
            }
            for (; at < mine.size; at++) {
                append(mine.names[at], mine.bits[at]);
            }
            resize(size);
        }

        private void append(String name, long value) {
            names[size] = name;
            bits[size++] = value;
        }
    }

    private final TreeMap<Long, Column> columns = new TreeMap<>();

    boolean isEmpty() {
        return columns.isEmpty();
    }

    void merge(String asset, long tsMillis, long bits) {
        Steps.checkTime(tsMillis);
        columns.computeIfAbsent(tsMillis, ts -> new Column()).merge(asset, bits);
    }

    void merge(Columns other) {
        other.columns.forEach(
                (ts, more) -> columns.computeIfAbsent(ts, key -> new Column()).merge(more));
    }

    /** The columns from an instant until another, exclusive. */
    Columns slice(long fromMillis, long toMillis) {
        Columns part = new Columns();
        between(fromMillis, toMillis)
                .forEach((ts, column) ->
                        part.columns.computeIfAbsent(ts, key -> new Column()).merge(column));
        return part;
    }

    private NavigableMap<Long, Column> between(long fromMillis, long toMillis) {
        return columns.subMap(fromMillis, true, Math.max(fromMillis, toMillis), false);
    }

    /** Tells the readings of an asset in time. */
    void visit(String asset, long fromMillis, long toMillis, PlantTimeline.Visitor visitor) {
        between(fromMillis, toMillis).forEach((ts, column) -> {
            int at = column.find(asset);
            if (at >= 0) {
                visitor.reading(ts, column.bits[at]);
            }
        });
    }

    /** All readings of an asset. */
    Steps steps(String asset) {
        Steps steps = new Steps();
        visit(asset, 0, Long.MAX_VALUE, steps::merge);
        return steps;
    }

    void writeTo(ByteSink sink) {
        sink.number(columns.size());
        long before = 0;
        String[] names = NONE;
        for (Map.Entry<Long, Column> column : columns.entrySet()) {
            sink.number(column.getKey() - before);
            before = column.getKey();
            names = union(names, column.getValue());
        }
        sink.number(names.length);
        int[] next = new int[columns.size()];
        String last = "";
        for (String name : names) {
            int shared = shared(last, name);
            sink.number(shared).text(name.substring(shared));
            last = name;
            int i = 0;
            long known = 0;
            for (Column column : columns.values()) {
                int at = next[i];
                boolean has = at < column.size && column.names[at].equals(name);
                next[i++] += has ? 1 : 0;
                known = has ? write(sink, column.bits[at], known) : none(sink, known);
            }
        }
    }

    private static String[] union(String[] names, Column column) {
        if (Arrays.equals(names, 0, names.length, column.names, 0, column.size)) {
            return names;
        }
        Column all = new Column();
        all.names = names;
        all.bits = new long[names.length];
        all.size = names.length;
        all.merge(column);
        return all.names;
    }

    private static int shared(String one, String other) {
        int most = Math.min(one.length(), other.length());
        int same = 0;
        while (same < most && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private static long none(ByteSink sink, long known) {
        sink.number(NO_READING);
        return known;
    }

    /** A whole number as its difference from the one before; its last one, for the next. */
    private static long write(ByteSink sink, long bits, long known) {
        double value = Double.longBitsToDouble(bits);
        if (value >= 0 && value <= LARGEST && value == Math.rint(value)) {
            long more = (long) value - known;
            sink.number(2 + ((more << 1) ^ (more >> 63)));
            return (long) value;
        }
        sink.number(NO_WHOLE_NUMBER).fixed(bits);
        return known;
    }

    static Columns readFrom(ByteSource source) {
        Columns read = new Columns();
        long ts = 0;
        for (int left = source.count(source.left()); left > 0; left--) {
            long step = source.number();
            if (!read.columns.isEmpty() && step == 0) {
                throw source.broken("two columns of one instant");
            }
            ts += step;
            read.columns.put(ts, new Column());
        }
        String last = "";
        for (int left = source.count(source.left()); left > 0; left--) {
            int shared = source.count(last.length());
            String name = (last.substring(0, shared) + source.text()).intern();
            if (name.compareTo(last) <= 0) {
                throw source.broken("assets are not in order");
            }
            last = name;
            readRow(source, name, read.columns.values().iterator());
        }
        return read;
    }

    private static void readRow(ByteSource source, String name, Iterator<Column> columns) {
        long known = 0;
        while (columns.hasNext()) {
            Column column = columns.next();
            long code = source.number();
            if (code >= 2) {
                long folded = code - 2;
                known += (folded >>> 1) ^ -(folded & 1);
                column.merge(name, Steps.bitsOf((double) known));
            } else if (code == NO_WHOLE_NUMBER) {
                column.merge(name, source.fixed());
            }
        }
    }
}
