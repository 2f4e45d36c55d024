/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.model.verdict.Measured;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a content says was measured: objects in objects, with whole numbers at their ends. */
final class MeasuredReader {

    private static final int DEEPEST = 5;

    private MeasuredReader() {}

    /** The figures; none where the content has no such member. */
    static Measured of(JsonNode node) {
        if (node.isMissingNode()) {
            return Measured.NONE;
        }
        SortedMap<String, Long> figures = new TreeMap<>();
        read("", node, 0, figures);
        return new Measured(figures);
    }

    private static void read(String prefix, JsonNode node, int depth, SortedMap<String, Long> into) {
        Json.check(node.isObject() && !node.isEmpty() && depth < DEEPEST, "'measured' holds '" + prefix + "' wrongly");
        node.properties().forEach(member -> {
            String name = prefix + member.getKey();
            Json.check(!member.getKey().isEmpty() && !member.getKey().contains("/"), "'" + name + "' names no figure");
            if (member.getValue().isObject()) {
                read(name + "/", member.getValue(), depth + 1, into);
            } else {
                into.put(name, Json.integer(node, member.getKey()));
            }
        });
    }
}
