/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Numbers the nodes of a hall in the order in which they are first named, so that evidence is found by number. Evidence of
 * several intervals may share one. Not thread-safe.
 */
public final class NodeIndex {

    /** What is given for a node that has no number. */
    public static final int UNKNOWN = -1;

    private int size;
    private String[] names;
    private byte[][] utf8;
    /** The number that followed a number the last time; only a guess. */
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
        int guess = previous == UNKNOWN ? 0 : followers[previous];
        return guess < size && names[guess].equals(name) ? guess : find(name);
    }

    /** The number of a node, a new one if it has none. */
    public int number(String name) {
        return number(name, UNKNOWN);
    }

    /** As {@link #number(String)}, cheap where the node is the one that was named behind {@code previous}, or comes last of all. */
    int number(String name, int previous) {
        int guess = previous == UNKNOWN ? 0 : followers[previous];
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
            followers = Arrays.copyOf(followers, 2 * size);
        }
        names[size] = name;
        utf8[size] = name.getBytes(StandardCharsets.UTF_8);
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
        int at = slot(utf8[number], 0, utf8[number].length);
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
        int guess = previous == UNKNOWN ? 0 : followers[previous];
        if (guess < size && isNamed(guess, bytes, from, to)) {
            return guess;
        }
        int number = lookUp(bytes, from, to);
        if (number != UNKNOWN && previous != UNKNOWN) {
            followers[previous] = number;
        }
        return number;
    }

    private int lookUp(byte[] bytes, int from, int to) {
        if (entered < size) {
            enterAll();
        }
        int at = slot(bytes, from, to);
        while (table[at] != 0) {
            if (isNamed(table[at] - 1, bytes, from, to)) {
                return table[at] - 1;
            }
            at = (at + 1) & (table.length - 1);
        }
        return UNKNOWN;
    }

    private boolean isNamed(int number, byte[] bytes, int from, int to) {
        return Arrays.equals(utf8[number], 0, utf8[number].length, bytes, from, to);
    }

    /** Where a name's place in the table begins. */
    private int slot(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 15) & (table.length - 1);
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
