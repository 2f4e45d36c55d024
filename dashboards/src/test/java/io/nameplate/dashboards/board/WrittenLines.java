/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Checks what a writer gives to InfluxDB against the catalogue: the sink's test in one line. Every tag and every field
 * that is not optional must be there, nothing else may be, and integers carry their {@code i}.
 */
public final class WrittenLines {
    private WrittenLines() {}

    /** A sentence for each way in which the lines of line protocol differ from the catalogue; none when they fit. */
    public static List<String> problems(String lineProtocol, Catalogue catalogue) {
        List<String> problems = new ArrayList<>();
        lineProtocol.lines().filter(line -> !line.isBlank()).forEach(line -> check(line, catalogue, problems));
        return problems;
    }

    private static void check(String line, Catalogue catalogue, List<String> problems) {
        List<String> parts = split(line, ' ');
        List<String> key = split(parts.get(0), ',');
        if (parts.size() != 3 || !parts.get(2).matches("\\d+")) {
            problems.add("not 'measurement,tags fields time': " + line);
            return;
        }
        var known = catalogue.measurement(key.get(0));
        if (known.isEmpty()) {
            problems.add("'" + key.get(0) + "' is not in the catalogue: " + line);
            return;
        }
        Map<String, String> tags = pairs(key.subList(1, key.size()));
        if (!tags.keySet().equals(known.get().tags())) {
            problems.add("has the tags " + new TreeSet<>(tags.keySet()) + " instead of "
                    + new TreeSet<>(known.get().tags()) + ": " + line);
        }
        fields(pairs(split(parts.get(1), ',')), known.get().fields(), line, problems);
    }

    private static void fields(
            Map<String, String> written, Map<String, Catalogue.Field> known, String line, List<String> problems) {
        known.forEach((name, field) -> {
            String value = written.get(name);
            if (value == null) {
                if (!field.optional()) {
                    problems.add("lacks the field " + name + ": " + line);
                }
            } else if (!value.matches(field.type().equals("integer") ? "-?\\d+i" : "\".*\"")) {
                problems.add("has no " + field.type() + " in " + name + ": " + line);
            }
        });
        written.keySet().stream()
                .filter(name -> !known.containsKey(name))
                .forEach(name -> problems.add("has the unknown field " + name + ": " + line));
    }

    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            List<String> pair = split(text, '=');
            pairs.put(pair.get(0), String.join("=", pair.subList(1, pair.size())));
        }
        return pairs;
    }

    /** Splits where the separator is neither escaped by a backslash nor inside double quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            if (c == separator && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
