/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.json.BoundedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a BMS says of a point before its values mean anything; of what it says no more than is looked at.
 *
 * @param words members that are one word
 * @param lists members that are lists of words
 * @param stated whether the values are states and not measurements
 */
record BmsMetadata(Map<String, String> words, Map<String, List<String>> lists, boolean stated) {

    private static final int ITEMS = 10_000;
    private static final int LONGEST = 1_024;
    private static final Set<String> LISTS = Set.of("servesId", "processArea", "scope");
    private static final Set<String> WORDS = Set.of(
            "engUnit",
            "objectName",
            "objectId",
            "associateId",
            "rackLocationName",
            "rackLocationId",
            "phase",
            "isSetpoint");

    BmsMetadata {
        words = Map.copyOf(words);
        lists = Map.copyOf(lists);
    }

    Optional<String> word(String name) {
        return Optional.ofNullable(words.get(name)).filter(word -> !word.isBlank());
    }

    List<String> list(String name) {
        return lists.getOrDefault(name, word(name).map(List::of).orElse(List.of()));
    }

    /** The object that the point is of: its rack's, its own, or the one it is associated with. */
    Optional<String> object() {
        return word("rackLocationId").or(() -> word("objectId")).or(() -> word("associateId"));
    }

    /**
     * Reads a message.
     *
     * @throws IOException if it is none
     */
    static BmsMetadata read(byte[] payload) throws IOException {
        Map<String, String> words = new HashMap<>();
        Map<String, List<String>> lists = new HashMap<>();
        boolean stated = false;
        try (JsonParser parser = BoundedJson.parser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("metadata is an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                stated |= name.equals("stateText");
                boolean list = LISTS.contains(name);
                if (list && token == JsonToken.START_ARRAY) {
                    lists.put(name, items(parser));
                } else if ((list || WORDS.contains(name)) && isWord(token)) {
                    words.put(name, text(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("something stands behind the metadata");
            }
        }
        return new BmsMetadata(words, lists, stated);
    }

    private static List<String> items(JsonParser parser) throws IOException {
        List<String> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (items.size() == ITEMS) {
                throw new IOException("more than " + ITEMS + " items in a list");
            }
            if (isWord(token)) {
                items.add(text(parser));
            } else {
                parser.skipChildren();
            }
        }
        return List.copyOf(items);
    }

    private static boolean isWord(JsonToken token) {
        return token.isScalarValue() && token != JsonToken.VALUE_NULL;
    }

    private static String text(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (text.length() > LONGEST) {
            throw new IOException("a word of more than " + LONGEST + " characters");
        }
        return text;
    }
}
