/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whole numbers by name, such as {@code energy/meters/meter-b1/sum_j}: what a result says beside its GPU-milliseconds. A name is
 * one or more words with slashes between; ids are words, since no id has a slash.
 */
public record Measured(SortedMap<String, Long> byName) {

    /** No figures. */
    public static final Measured NONE = new Measured(Collections.emptySortedMap());

    public Measured {
        SortedMap<String, Long> copy = new TreeMap<>(byName);
        String before = "";
        for (String name : copy.keySet()) {
            if (name.isEmpty() || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
                throw new IllegalArgumentException("'" + name + "' names no figure");
            }
            if (!before.isEmpty() && name.startsWith(before + "/")) {
                throw new IllegalArgumentException("'" + before + "' is a figure and holds '" + name + "'");
            }
            before = name;
        }
        byName = Collections.unmodifiableSortedMap(copy);
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** A figure, or what stands in for it where there is none. */
    public long get(String name, long standIn) {
        return byName.getOrDefault(name, standIn);
    }

    /** The same as objects in objects, one for each word but the last. */
    SortedMap<String, Object> nested() {
        SortedMap<String, Object> top = new TreeMap<>();
        for (Map.Entry<String, Long> figure : byName.entrySet()) {
            SortedMap<String, Object> into = top;
            String name = figure.getKey();
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/')) {
                into = inner(into, name.substring(0, slash));
                name = name.substring(slash + 1);
            }
            into.put(name, figure.getValue());
        }
        return top;
    }

    @SuppressWarnings("unchecked") // only nested() puts objects there
    private static SortedMap<String, Object> inner(SortedMap<String, Object> object, String word) {
        return (SortedMap<String, Object>) object.computeIfAbsent(word, key -> new TreeMap<String, Object>());
    }
}
