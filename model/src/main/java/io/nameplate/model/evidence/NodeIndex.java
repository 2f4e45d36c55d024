/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Numbers the nodes of a hall in the order in which they are first named, so that evidence is found by number. Evidence of
 * several intervals may share one. Not thread-safe. Hot path.
 */
public final class NodeIndex {

    /** What is given for a node that has no number. */
    public static final int UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** How many bytes of a name its words hold. */
    private static final int IN_WORDS = 15;

    private static final long MIX = 0x9e3779b97f4a7c15L;

    private int size;
    private String[] names;
    private byte[][] utf8;
    /** Two for each number, side by side for all: the first bytes of its name, and in the last byte how many it has. */
    private long[] words;
    /** The number that mostly follows a number; only a guess. Turned over (~) where another followed the last time. */
    private int[] followers;
    /** One more than a node's number, at the hash of its name or behind it; 0 is free. At most half is taken. */
    private int[] table;
    /** How many numbers stand in the table: all, once one is looked up there. */
    private int entered;

    /** Whether the numbers are in the order of the names, as where evidence was read from its bytes. */
    private boolean isInOrder = true;

    private int[] inOrder = {};

    /** Without any node. */
    public NodeIndex() {
        this(16);
    }

    /** Without any node, but with room for so many. */
    NodeIndex(int room) {
        names = new String[Math.max(16, room)];
        utf8 = new byte[names.length][];
        words = new long[2 * names.length];
        followers = new int[names.length];
        table = new int[4 * Integer.highestOneBit(names.length)];
    }

    public int size() {
        return size;
    }

    public String name(int number) {
        return names[number];
    }

    /** A node's name in UTF-8; not to be changed. */
    byte[] utf8(int number) {
        return utf8[number];
    }

    /** The number of a node, or {@link #UNKNOWN}. */
    public int find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return lookUp(bytes, 0, bytes.length);
    }

    /** As {@link #find(String)}, cheap where the node is the one that was named behind {@code previous}. */
    public int find(String name, int previous) {
        int guess = guess(previous);
        return guess < size && names[guess].equals(name) ? guess : find(name);
    }

    /** The number of a node, a new one if it has none. */
    public int number(String name) {
        return number(name, UNKNOWN);
    }

    /** As {@link #number(String)}, cheap where the node is the one that was named behind {@code previous}, or comes last of all. */
    int number(String name, int previous) {
        int guess = guess(previous);
        if (guess < size && names[guess].equals(name)) {
            return guess;
        }
        boolean isLast = size == 0 || names[size - 1].compareTo(name) < 0;
        int known = isInOrder && isLast ? UNKNOWN : find(name);
        if (known == UNKNOWN) {
            isInOrder &= isLast;
            add(name);
            return size - 1;
        }
        return known;
    }

    private void add(String name) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            utf8 = Arrays.copyOf(utf8, 2 * size);
            words = Arrays.copyOf(words, 4 * size);
            followers = Arrays.copyOf(followers, 2 * size);
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        names[size] = name;
        utf8[size] = bytes;
        words[2 * size] = first(bytes, 0, bytes.length);
        words[2 * size + 1] = second(bytes, 0, bytes.length);
        followers[size] = size + 1;
        size++;
    }

    private void enterAll() {
        if (2 * size > table.length) {
            table = new int[4 * Integer.highestOneBit(size)];
            entered = 0;
        }
        while (entered < size) {
            enter(entered++);
        }
    }

    private void enter(int number) {
        int at = slot(words[2 * number], words[2 * number + 1], utf8[number], 0, utf8[number].length);
        while (table[at] != 0) {
            at = (at + 1) & (table.length - 1);
        }
        table[at] = number + 1;
    }

    /**
     * The number of the node that is named by UTF-8 bytes, or {@link #UNKNOWN}. Nodes come in the same order slot after
     * slot, so the one that followed {@code previous} the last time is tried first.
     *
     * @param previous the number found before, or {@link #UNKNOWN}
     */
    public int find(byte[] bytes, int from, int to, int previous) {
        long first = first(bytes, from, to);
        long second = second(bytes, from, to);
        int guess = guess(previous);
        if (guess < size && isNamed(guess, first, second, bytes, from, to)) {
            if (previous != UNKNOWN && followers[previous] < 0) {
                followers[previous] = guess;
            }
            return guess;
        }
        int number = lookUp(first, second, bytes, from, to);
        if (number != UNKNOWN && previous != UNKNOWN) {
            followers[previous] = followers[previous] < 0 ? number : ~guess;
        }
        return number;
    }

    private int guess(int previous) {
        int follower = previous == UNKNOWN ? 0 : followers[previous];
        return follower < 0 ? ~follower : follower;
    }

    private int lookUp(byte[] bytes, int from, int to) {
        return lookUp(first(bytes, from, to), second(bytes, from, to), bytes, from, to);
    }

    private int lookUp(long first, long second, byte[] bytes, int from, int to) {
        if (entered < size) {
            enterAll();
        }
        int at = slot(first, second, bytes, from, to);
        while (table[at] != 0) {
            if (isNamed(table[at] - 1, first, second, bytes, from, to)) {
                return table[at] - 1;
            }
            at = (at + 1) & (table.length - 1);
        }
        return UNKNOWN;
    }

    private boolean isNamed(int number, long first, long second, byte[] bytes, int from, int to) {
        return words[2 * number] == first
                && words[2 * number + 1] == second
                && (to - from <= IN_WORDS || Arrays.equals(utf8[number], 0, utf8[number].length, bytes, from, to));
    }

    private static long first(byte[] bytes, int from, int to) {
        return word(bytes, from, to);
    }

    private static long second(byte[] bytes, int from, int to) {
        return word(bytes, from + 8, Math.min(to, from + IN_WORDS)) | (long) Math.min(to - from, 0xff) << 56;
    }

    /** The first eight bytes, or fewer and zeros behind them. */
    private static long word(byte[] bytes, int from, int to) {
        if (from >= to) {
            return 0;
        }
        if (from + 8 <= bytes.length) {
            long eight = (long) LONGS.get(bytes, from);
            return to - from >= 8 ? eight : eight & ~(-1L << (8 * (to - from)));
        }
        long word = 0;
        for (int i = Math.min(to, from + 8) - 1; i >= from; i--) {
            word = word << 8 | Byte.toUnsignedLong(bytes[i]);
        }
        return word;
    }

    /** Where a name's place in the table begins. */
    private int slot(long first, long second, byte[] bytes, int from, int to) {
        long hash = (first * MIX ^ second) * MIX;
        for (int at = from + IN_WORDS; at < to; at += 8) {
            hash = (hash ^ hash >>> 32 ^ word(bytes, at, to)) * MIX;
        }
        return (int) (hash ^ hash >>> 32) & (table.length - 1);
    }

    /** All numbers in the order of the names. */
    int[] inOrder() {
        if (inOrder.length != size) {
            IntStream numbers = IntStream.range(0, size);
            inOrder = isInOrder
                    ? numbers.toArray()
                    : numbers.boxed()
                            .sorted(Comparator.comparing(this::name))
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
        return inOrder;
    }
}
