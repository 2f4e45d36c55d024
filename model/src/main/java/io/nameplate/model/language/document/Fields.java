/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping, read one by one into typed values. A wrong value is noted in {@link Problems} and a
 * harmless stand-in returned, so that one reading reports everything; call {@link #end()} after the last field: it
 * notes every key that nobody asked for, with the nearest known one.
 */
public final class Fields {

    private final Tree.Mapping mapping;
    private final Problems problems;
    private final String what;
    private final Set<String> asked = new HashSet<>();

    private Fields(Tree.Mapping mapping, Problems problems, String what) {
        this.mapping = mapping;
        this.problems = problems;
        this.what = what;
    }

    /**
     * Opens a tree that must be a mapping.
     *
     * @param what what the mapping describes, for sentences: "a lease", "a device"
     */
    public static Fields of(Tree tree, Problems problems, String what) {
        if (tree instanceof Tree.Mapping mapping) {
            return new Fields(mapping, problems, what);
        }
        problems.add(tree.place(), "expected " + what + " as a mapping of keys, found " + tree.kind());
        Tree.Mapping none = new Tree.Mapping(tree.place(), Map.of(), Map.of());
        return new Fields(none, new Problems(), what);
    }

    public Place place() {
        return mapping.place();
    }

    /** The place of a key, or of the mapping where the key is missing. */
    public Place place(String key) {
        return mapping.keys().getOrDefault(key, mapping.place());
    }

    public Problems problems() {
        return problems;
    }

    public void problem(String key, String sentence) {
        problems.add(place(key), sentence);
    }

    public boolean has(String key) {
        asked.add(key);
        Tree value = mapping.values().get(key);
        return value != null && !(value instanceof Tree.Scalar scalar && scalar.isNull());
    }

    /** The raw value, or null where the key is missing or empty. */
    public @Nullable Tree tree(String key) {
        return has(key) ? mapping.values().get(key) : null;
    }

    /** All keys in the order of the text, each counted as asked for: for mappings whose keys are data. */
    public List<String> keys() {
        asked.addAll(mapping.values().keySet());
        return List.copyOf(mapping.values().keySet());
    }

    /** A required text. */
    public String text(String key) {
        return parsed(key, "a text", text -> text, "");
    }

    public String text(String key, String fallback) {
        return has(key) ? text(key) : fallback;
    }

    /** A required value parsed by a function that throws IllegalArgumentException or DateTimeException on bad text;
     * the stand-in is returned where it is wrong. */
    public <T> T value(String key, String expected, Function<String, T> parse, T standIn) {
        return parsed(key, expected, parse, standIn);
    }

    /** A required id (or any value type made from a text); the stand-in is made from "invalid". */
    public <T> T id(String key, Function<String, T> make) {
        return parsed(key, "an id", make, make.apply("invalid"));
    }

    public long integer(String key, long min, long max) {
        return parsed(key, "a whole number from " + min + " to " + max, text -> Texts.integer(text, min, max), min);
    }

    public long integer(String key, long min, long max, long fallback) {
        return has(key) ? integer(key, min, max) : fallback;
    }

    public double number(String key) {
        return parsed(key, "a number", Texts::number, 0.0);
    }

    public double number(String key, double fallback) {
        return has(key) ? number(key) : fallback;
    }

    public BigDecimal decimal(String key) {
        return parsed(key, "a decimal number", BigDecimal::new, BigDecimal.ZERO);
    }

    /** A share in per mille from a ratio such as 0.995; at most three decimals. */
    public int perMille(String key) {
        return parsed(key, "a ratio from 0 to 1 with at most three decimals, such as 0.995", Texts::perMille, 0);
    }

    public boolean bool(String key, boolean fallback) {
        return has(key) ? parsed(key, "true or false", Texts::bool, fallback) : fallback;
    }

    /** An instant with an offset, whole seconds: 2026-06-01T00:00:00Z. */
    public Instant instant(String key) {
        return parsed(
                key,
                "a date and time with an offset in whole seconds, such as 2026-06-01T00:00:00Z",
                Texts::instant,
                Instant.EPOCH);
    }

    public Instant instant(String key, Instant fallback) {
        return has(key) ? instant(key) : fallback;
    }

    /** A duration with its unit: 500ms, 10s, 2m, 72h, 30d. */
    public Duration duration(String key) {
        return parsed(
                key, "a duration with a unit (ms, s, m, h or d), such as 10s", Texts::duration, Duration.ofSeconds(1));
    }

    public Duration duration(String key, Duration fallback) {
        return has(key) ? duration(key) : fallback;
    }

    public ZoneId zone(String key) {
        return parsed(key, "a time zone such as America/Chicago", ZoneId::of, ZoneId.of("UTC"));
    }

    /** One of an enum, written in lower case with _ or -. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        StringBuilder names = new StringBuilder();
        for (E constant : constants) {
            names.append(names.isEmpty() ? "" : ", ").append(constant.name().toLowerCase(Locale.ROOT));
        }
        return parsed(key, "one of " + names, text -> Texts.oneOf(text, type), constants[0]);
    }

    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
        return has(key) ? oneOf(key, type) : fallback;
    }

    /** The items of a list; empty where the key is missing. */
    public List<Tree> list(String key) {
        Tree value = tree(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Tree.Sequence sequence) {
            return sequence.items();
        }
        problem(key, "'" + key + "' must be a list, found " + value.kind());
        return List.of();
    }

    /** A list of scalars, each made by a function; wrong ones are noted and left out. */
    public <T> List<T> values(String key, Function<String, T> make) {
        List<T> values = new ArrayList<>();
        for (Tree item : list(key)) {
            if (item instanceof Tree.Scalar scalar && !scalar.isNull()) {
                try {
                    values.add(make.apply(scalar.text()));
                } catch (IllegalArgumentException | DateTimeException wrong) {
                    problems.add(item.place(), "'" + scalar.text() + "' in '" + key + "': " + wrong.getMessage());
                }
            } else {
                problems.add(item.place(), "an item of '" + key + "' must be a single value, found " + item.kind());
            }
        }
        return values;
    }

    /** The fields of a nested mapping; notes a missing one. */
    public Fields fields(String key, String nested) {
        Tree value = tree(key);
        if (value == null) {
            problem(key, what + " lacks '" + key + "' (" + nested + ")");
            Tree.Mapping none = new Tree.Mapping(mapping.place(), Map.of(), Map.of());
            return new Fields(none, new Problems(), nested);
        }
        return of(value, problems, nested);
    }

    /** Notes every key that nobody asked for. */
    public void end() {
        for (String key : mapping.values().keySet()) {
            if (!asked.contains(key)) {
                String hint = Spelling.nearest(key, asked)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElseGet(() -> "; known keys: " + String.join(", ", sorted(asked)));
                problem(key, "unknown key '" + key + "' in " + what + hint);
            }
        }
    }

    private <T> T parsed(String key, String expected, Function<String, ? extends T> parse, T standIn) {
        Tree value = tree(key);
        if (value == null) {
            problem(key, what + " lacks '" + key + "' (" + expected + ")");
            return standIn;
        }
        if (!(value instanceof Tree.Scalar scalar)) {
            problem(key, "'" + key + "' must be " + expected + ", found " + value.kind());
            return standIn;
        }
        try {
            return parse.apply(scalar.text());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException wrong) {
            problem(key, "'" + key + "' must be " + expected + ", found '" + scalar.text() + "'");
            return standIn;
        }
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }
}
