/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the nodes of a hall in the order in which they are first named, so that evidence is found by number. Evidence of
 * several intervals may share one. Not thread-safe.
 */
public final class NodeIndex {

    /** What is given for a node that has no number. */
    public static final int UNKNOWN = -1;

    private final Map<String, Integer> numbers = new HashMap<>();
    private String[] names = new String[16];
    private byte[][] utf8 = new byte[16][];
    /** The number that followed a number the last time; only a guess. */
    private int[] followers = new int[16];

    private int[] inOrder = {};

    public int size() {
        return numbers.size();
    }

    public String name(int number) {
        return names[number];
    }

    /** The number of a node, or {@link #UNKNOWN}. */
    public int find(String name) {
        Integer number = numbers.get(name);
        return number == null ? UNKNOWN : number;
    }

    /** The number of a node, a new one if it has none. */
    public int number(String name) {
        int known = find(name);
        if (known != UNKNOWN) {
            return known;
        }
        int number = numbers.size();
        if (number == names.length) {
            names = Arrays.copyOf(names, 2 * number);
            utf8 = Arrays.copyOf(utf8, 2 * number);
            followers = Arrays.copyOf(followers, 2 * number);
        }
        numbers.put(name, number);
        names[number] = name;
        utf8[number] = name.getBytes(StandardCharsets.UTF_8);
        followers[number] = number + 1;
        return number;
    }

    /**
     * The number of the node that is named by UTF-8 bytes, or {@link #UNKNOWN}. Nodes come in the same order slot after
     * slot, so the one that followed {@code previous} the last time is tried first.
     *
     * @param previous the number found before, or {@link #UNKNOWN}
     */
    public int find(byte[] bytes, int from, int to, int previous) {
        int guess = previous == UNKNOWN ? 0 : followers[previous];
        if (guess < numbers.size() && Arrays.equals(utf8[guess], 0, utf8[guess].length, bytes, from, to)) {
            return guess;
        }
        int number = find(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (number != UNKNOWN && previous != UNKNOWN) {
            followers[previous] = number;
        }
        return number;
    }

    /** All numbers in the order of the names. */
    int[] inOrder() {
        if (inOrder.length != numbers.size()) {
            inOrder = numbers.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .mapToInt(Map.Entry::getValue)
                    .toArray();
        }
        return inOrder;
    }
}
