/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What feeds and cools what, as the metadata of a BMS says it (servesId), which racks there are (rackLocationId) and what
 * belongs to what (associateId). For a person to hold against the registry; it changes nothing by itself.
 */
final class PlantGraph {

    private static final int MOST = 200_000;
    private static final int MOST_CHARACTERS = 16 << 20;

    private static final class Thing {
        private String type = "";
        private String name = "";
        private final Set<String> serves = new TreeSet<>();
        private final Set<String> parts = new TreeSet<>();
    }

    private final Map<String, Thing> things = new TreeMap<>();
    private int size;
    private int characters;
    private boolean full;

    /** Learns of one metadata message, unless it is full; says whether it took all of it. */
    boolean learn(String objectType, BmsMetadata metadata) {
        full = false;
        metadata.word("rackLocationId")
                .ifPresent(id ->
                        named(id, "Rack", metadata.word("rackLocationName").orElse("")));
        metadata.word("objectId").ifPresent(id -> {
            Thing thing = named(id, objectType, metadata.word("objectName").orElse(""));
            if (thing != null) {
                metadata.list("servesId").forEach(served -> add(served, thing.serves));
            }
        });
        metadata.word("associateId").ifPresent(id -> {
            Thing thing = thing(id);
            if (thing != null) {
                add(objectType, thing.parts);
            }
        });
        return !full;
    }

    private @Nullable Thing named(String id, String type, String name) {
        Thing thing = thing(id);
        if (thing != null) {
            boolean meter = thing.type.equals("PowerMeter") || thing.type.equals("Rack");
            thing.type = meter ? thing.type : instead(thing.type, type);
            thing.name = name.isEmpty() ? thing.name : instead(thing.name, name);
        }
        return thing;
    }

    private @Nullable Thing thing(String id) {
        Thing known = things.get(id);
        if (known == null && hasRoom(id)) {
            known = new Thing();
            things.put(id, known);
        }
        return known;
    }

    private void add(String id, Set<String> to) {
        if (!to.contains(id) && hasRoom(id)) {
            to.add(id);
        }
    }

    /** Whether one more can be kept; then its room is taken. */
    private boolean hasRoom(String id) {
        if (size == MOST || characters + id.length() > MOST_CHARACTERS) {
            full = true;
            return false;
        }
        size++;
        characters += id.length();
        return true;
    }

    private String instead(String before, String text) {
        int more = text.length() - before.length();
        if (characters + more > MOST_CHARACTERS) {
            full = true;
            return before;
        }
        characters += more;
        return text;
    }

    /** The graph as YAML, sorted, so that two of them can be compared line by line. */
    String text() {
        StringBuilder text =
                new StringBuilder("# What feeds and cools what, as the BMS says it. It changes nothing by itself.\n");
        text.append(things.isEmpty() ? "things: {}\n" : "things:\n");
        things.forEach((id, thing) -> {
            text.append("  ").append(quoted(id)).append(": {type: ").append(quoted(thing.type));
            if (!thing.name.isEmpty() && !thing.name.equals(id)) {
                text.append(", name: ").append(quoted(thing.name));
            }
            list(text, "serves", thing.serves);
            list(text, "parts", thing.parts);
            text.append("}\n");
        });
        Set<String> unknown = new TreeSet<>();
        things.values()
                .forEach(thing -> thing.serves.stream()
                        .filter(served -> !things.containsKey(served))
                        .forEach(unknown::add));
        if (!unknown.isEmpty()) {
            text.append("served_but_never_named:\n");
            unknown.forEach(id -> text.append("  - ").append(quoted(id)).append('\n'));
        }
        return text.toString();
    }

    private static void list(StringBuilder text, String key, Set<String> items) {
        if (!items.isEmpty()) {
            text.append(", ").append(key).append(": [");
            String between = "";
            for (String item : items) {
                text.append(between).append(quoted(item));
                between = ", ";
            }
            text.append(']');
        }
    }

    /** Plain where that is safe, else in double quotes with everything else escaped. */
    static String quoted(String text) {
        if (text.matches("[A-Za-z][A-Za-z0-9_.-]*")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
