/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** Reads members of a JSON object that must be there and of the right kind. */
final class Json {

    private Json() {}

    /** Something is wrong with a member; never leaves this package. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String reason) {
            super(reason, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    static void check(boolean right, String reason) {
        if (!right) {
            throw new Wrong(reason);
        }
    }

    static JsonNode member(JsonNode node, String key) {
        JsonNode member = node.path(key);
        check(!member.isMissingNode() && !member.isNull(), "'" + key + "' is missing");
        return member;
    }

    static String text(JsonNode node, String key) {
        JsonNode member = member(node, key);
        check(member.isTextual(), "'" + key + "' must be text");
        return member.asText();
    }

    static long integer(JsonNode node, String key) {
        JsonNode member = member(node, key);
        check(member.isIntegralNumber() && member.canConvertToLong(), "'" + key + "' must be an integer");
        return member.asLong();
    }

    /** An integer that is not negative. */
    static long amount(JsonNode node, String key) {
        long amount = integer(node, key);
        check(amount >= 0, "'" + key + "' is negative");
        return amount;
    }

    static Instant instant(JsonNode node, String key) {
        String text = text(node, key);
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new Wrong("'" + key + "' is not a UTC instant: " + text);
        }
    }

    static <T> T id(JsonNode node, String key, Function<String, T> maker) {
        return made(text(node, key), maker);
    }

    static <T> T made(String text, Function<String, T> maker) {
        try {
            return maker.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new Wrong(String.valueOf(wrong.getMessage()));
        }
    }

    static <E extends Enum<E>> E oneOf(Class<E> kind, String text, String key) {
        try {
            return Enum.valueOf(kind, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new Wrong("'" + text + "' is not known as " + key);
        }
    }

    /** The members of a list; none when the key is left out. */
    static Iterable<JsonNode> list(JsonNode node, String key) {
        JsonNode list = node.path(key);
        check(list.isMissingNode() || list.isNull() || list.isArray(), "'" + key + "' must be a list");
        return list;
    }
}
