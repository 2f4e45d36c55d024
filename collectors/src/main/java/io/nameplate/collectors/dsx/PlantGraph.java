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

    private static final class Thing {
        private String type = "";
        private String name = "";
        private final Set<String> serves = new TreeSet<>();
        private final Set<String> parts = new TreeSet<>();
    }

    private final Map<String, Thing> things = new TreeMap<>();
    private int size;

    /** Learns of one metadata message; says false once it is too much. */
    boolean learn(String objectType, BmsMetadata metadata) {
        metadata.word("rackLocationId")
                .ifPresent(id ->
                        named(id, "Rack", metadata.word("rackLocationName").orElse("")));
        metadata.word("objectId").ifPresent(id -> {
            named(id, objectType, metadata.word("objectName").orElse(""));
            for (String served : metadata.list("servesId")) {
                Thing thing = things.get(id);
                if (thing != null && size < MOST && thing.serves.add(served)) {
                    size++;
                }
            }
        });
        metadata.word("associateId").ifPresent(id -> {
            Thing thing = thing(id);
            if (thing != null && size < MOST && thing.parts.add(objectType)) {
                size++;
            }
        });
        return size < MOST;
    }

    private void named(String id, String type, String name) {
        Thing thing = thing(id);
        if (thing != null) {
            boolean meter = thing.type.equals("PowerMeter") || thing.type.equals("Rack");
            thing.type = meter ? thing.type : type;
            thing.name = name.isEmpty() ? thing.name : name;
        }
    }

    private @Nullable Thing thing(String id) {
        Thing known = things.get(id);
        if (known == null && size < MOST) {
            known = new Thing();
            things.put(id, known);
            size++;
        }
        return known;
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
