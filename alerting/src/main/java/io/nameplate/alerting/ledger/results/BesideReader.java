/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import java.util.Map;

/** Checks what an entry of a post says beside its content: known names and whole numbers. */
final class BesideReader {

    private static final int MOST_UNITS = 100;

    private final Registry registry;

    BesideReader(Registry registry) {
        this.registry = registry;
    }

    Beside read(JsonNode entry) {
        use(entry.path("use"));
        Json.list(entry, "headroom").forEach(BesideReader::unit);
        Json.check(entry.path("headroom").size() <= MOST_UNITS, "more than " + MOST_UNITS + " units in 'headroom'");
        return Beside.of(entry);
    }

    private void use(JsonNode use) {
        for (Map.Entry<String, JsonNode> figure : use.properties()) {
            if (figure.getKey().equals("blocks")) {
                figure.getValue().properties().forEach(this::block);
            } else {
                Json.check(isWord(figure.getKey()), "'" + figure.getKey() + "' names no figure");
                Json.amount(use, figure.getKey());
            }
        }
    }

    private void block(Map.Entry<String, JsonNode> told) {
        BlockId block = Json.made(told.getKey(), BlockId::new);
        Json.check(
                registry.blocks().containsKey(block),
                "registry version " + registry.version() + " has no block '" + block + "'");
        told.getValue().fieldNames().forEachRemaining(state -> {
            Json.check(
                    state.equals(State.IDLE.name()) || state.equals(State.UTILIZED.name()),
                    "block '" + block + "' was not used as " + state);
            Json.amount(told.getValue(), state);
        });
    }

    private static void unit(JsonNode unit) {
        Json.id(unit, "unit", AssetId::new);
        Json.oneOf(Layer.class, Json.text(unit, "layer"), "layer");
        Json.amount(unit, "lost_gpus");
        Json.amount(unit, "unsure_gpus");
        if (unit.has("lost_w")) {
            Json.amount(unit, "lost_w");
            Json.check(
                    Json.amount(unit, "left_low_w") <= Json.amount(unit, "left_high_w"),
                    "'left_low_w' is above 'left_high_w'");
        }
    }

    /** Whether a name fits the column of quarter-hours. */
    private static boolean isWord(String name) {
        return name.matches("[a-z_]{1,40}");
    }
}
