/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a message something stands: the part of JSONPath (RFC 9535) that needs no search, such as
 * {@code $.power.total}, {@code $['supply temp'][0]}; {@code [*]} is every element of an array.
 *
 * @param text as it was written
 */
public record JsonPath(String text, List<Step> steps) {

    private static final int MOST_STEPS = 16;

    /** One step down. */
    public sealed interface Step permits Name, Index, Each {}

    /** A member of an object. */
    public record Name(String name) implements Step {}

    /** An element of an array, from 0. */
    public record Index(int index) implements Step {}

    /** Every element of an array. */
    public record Each() implements Step {}

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path to one place.
     *
     * @throws IllegalArgumentException with a sentence if it is none
     */
    public static JsonPath of(String text) {
        JsonPath path = many(text);
        if (path.steps.contains(new Each())) {
            throw new IllegalArgumentException("a path to one place, without [*]");
        }
        return path;
    }

    /**
     * Reads a path to the elements of an array; it ends in [*].
     *
     * @throws IllegalArgumentException with a sentence if it is none
     */
    public static JsonPath each(String text) {
        JsonPath path = many(text);
        int last = path.steps.size() - 1;
        if (path.steps.indexOf(new Each()) != last || last < 0) {
            throw new IllegalArgumentException("a path that ends in [*] and has no other, such as $.gpus[*]");
        }
        return path;
    }

    private static JsonPath many(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("a path begins with $");
        }
        Reader reader = new Reader(text);
        List<Step> steps = new ArrayList<>();
        while (!reader.atEnd()) {
            steps.add(reader.step());
        }
        if (steps.size() > MOST_STEPS) {
            throw new IllegalArgumentException("a path has at most " + MOST_STEPS + " steps");
        }
        return new JsonPath(text, steps);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Reader {

        private final String text;
        private int at = 1;

        Reader(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at == text.length();
        }

        Step step() {
            if (text.charAt(at) == '.') {
                at++;
                int from = at;
                while (!atEnd() && isOfName(text.charAt(at))) {
                    at++;
                }
                if (at == from || isDigit(text.charAt(from))) {
                    throw wrong("after a dot comes a name of letters, digits and _; write others as ['like this']");
                }
                return new Name(text.substring(from, at));
            }
            if (text.charAt(at) != '[' || at + 1 == text.length()) {
                throw wrong("after a step comes . or [; write names with other signs as ['like this']");
            }
            at++;
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                int end = text.indexOf(c + "]", at + 1);
                if (end < 0) {
                    throw wrong("the quote is not closed with " + c + "]");
                }
                String name = text.substring(at + 1, end);
                at = end + 2;
                return new Name(name);
            }
            int end = text.indexOf(']', at);
            String inside = end < 0 ? "" : text.substring(at, end);
            at = end + 1;
            if (inside.equals("*")) {
                return new Each();
            }
            if (!inside.matches("0|[1-9][0-9]{0,5}")) {
                throw wrong("between brackets stands 'a name', an index from 0, or *");
            }
            return new Index(Integer.parseInt(inside));
        }

        private static boolean isOfName(char c) {
            return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static IllegalArgumentException wrong(String sentence) {
            return new IllegalArgumentException(sentence);
        }
    }
}
