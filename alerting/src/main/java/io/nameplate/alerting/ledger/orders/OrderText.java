/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nameplate.alerting.ledger.registry.Addition;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Scope;
import io.nameplate.model.language.Window;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes windows that were made of orders as a text of the registry: one a line, quoted so that no signed word can break out. */
final class OrderText {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private OrderText() {}

    static Document of(List<Window> windows) {
        StringBuilder text = new StringBuilder("# Made by the ledger of load targets that their provider signed, by"
                + " 'load_targets' of this registry;\n# GET /api/v1/orders has the proof of each.\nwindows:\n");
        for (Window window : windows) {
            text.append("- ").append(line(window)).append('\n');
        }
        return new Document(Addition.NAME, text.toString());
    }

    private static String line(Window window) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", window.id().value());
        line.put("state", window.state().name().toLowerCase(Locale.ROOT));
        line.put("from", window.from().toString());
        line.put("to", window.to().toString());
        line.put("scope", scope(window.scope()));
        line.put("reason", window.reason());
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a window that cannot be written", impossible);
        }
    }

    static Map<String, List<String>> scope(Scope scope) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        part(parts, "halls", scope.halls());
        part(parts, "blocks", scope.blocks());
        part(parts, "nodes", scope.nodes());
        part(parts, "leases", scope.leases());
        return parts;
    }

    private static void part(Map<String, List<String>> parts, String name, Collection<?> ids) {
        if (!ids.isEmpty()) {
            parts.put(name, ids.stream().map(Object::toString).sorted().toList());
        }
    }
}
