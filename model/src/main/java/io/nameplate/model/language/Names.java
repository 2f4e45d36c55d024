/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The names that a registry gives, each once, and where; a name that nobody gave is noted with those that are known. */
final class Names {

    private final Problems problems;
    private final Map<String, Place> places = new HashMap<>();

    Names(Problems problems) {
        this.problems = problems;
    }

    /** Notes a name that was given before; {@code name} says of what kind it is, as kinds do not share names. */
    void unique(String name, Place place) {
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            problems.add(place, name + " stands twice (first at " + first + "); ids are unique");
        }
    }

    /** Where a name was given. */
    Place place(String name) {
        return places.getOrDefault(name, new Place("registry", 1));
    }

    <K> void known(Map<K, ?> among, K key, String kind, Place place) {
        if (!among.containsKey(key)) {
            problems.add(place, unknown(kind, key, among.keySet()));
        }
    }

    static String unknown(String kind, Object key, Set<?> known) {
        Function<Object, String> name = Object::toString;
        String list = known.stream()
                .map(name)
                .sorted()
                .limit(12)
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return "no " + kind + " is named '" + key + "'; known: " + list;
    }
}
