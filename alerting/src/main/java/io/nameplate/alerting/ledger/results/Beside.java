/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nameplate.model.verdict.Use;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a result says beside its content, as it was posted: what the capacity was used for ({@code use}), and what is lost if a unit
 * trips now ({@code headroom}). It is in no hash, moves no money and makes no revision.
 *
 * @param json an object with those of the two that were said
 */
public record Beside(String json) {

    /** Nothing was said. */
    public static final Beside NONE = new Beside("{}");

    static final List<String> MEMBERS = List.of("headroom", "use");

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** What stands in a column; null for a row of before it was kept. */
    static Beside stored(@Nullable String column) {
        return column == null ? NONE : new Beside(column);
    }

    /** The members of an entry of a post, unchecked. */
    static Beside of(JsonNode entry) {
        ObjectNode said = JSON.createObjectNode();
        for (String member : MEMBERS) {
            if (entry.hasNonNull(member)) {
                said.set(member, entry.get(member));
            }
        }
        return new Beside(said.toString());
    }

    /** What a result that was settled again says of its use. */
    static Beside of(Use use) {
        return new Beside("{\"use\":" + use.canonicalJson() + "}");
    }

    ObjectNode object() {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a damaged column: " + json, damaged);
        }
    }

    /** One of the two; a missing node where it was not said. */
    JsonNode get(String member) {
        return object().path(member);
    }

    /** This, and of an older statement of the same content what this one does not say. */
    Beside over(Beside older) {
        ObjectNode both = older.object();
        both.setAll(object());
        return new Beside(both.toString());
    }
}
