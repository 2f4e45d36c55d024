/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which nodes an entry of a device file is of, by how they are called: <code>h1-r{rack}-n{slot}</code>. A word in braces is
 * letters and digits, and may stand again in the entry, as it is or as a number (<code>{slot:number}</code>: 7 for 07).
 *
 * @param words the words in braces, in their order
 */
record NodePattern(String text, Pattern name, List<String> words) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final String AS_NUMBER = ":number";
    private static final String WORD = "[a-z][a-z0-9_]*";

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException with a sentence if it is none
     */
    static NodePattern of(String text) {
        StringBuilder name = new StringBuilder();
        List<String> words = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            String before = plain(text.substring(end, place.start()));
            String word = place.group(1);
            if (!word.matches(WORD)) {
                throw new IllegalArgumentException("'{" + word + "}' must be a word of small letters, such as {rack}");
            }
            if (!words.isEmpty() && before.isEmpty()) {
                throw new IllegalArgumentException("nobody can tell where '{" + words.get(words.size() - 1)
                        + "}' ends and '{" + word + "}' begins; put text between them");
            }
            if (words.contains(word)) {
                throw new IllegalArgumentException("'{" + word + "}' stands twice");
            }
            name.append(Pattern.quote(before)).append("([A-Za-z0-9]+)");
            words.add(word);
            end = place.end();
        }
        name.append(Pattern.quote(plain(text.substring(end))));
        if (words.isEmpty()) {
            throw new IllegalArgumentException("there is no word in braces in '" + text
                    + "', such as h1-r{rack}-n{slot}; for one node write 'node'");
        }
        return new NodePattern(text, Pattern.compile(name.toString()), List.copyOf(words));
    }

    private static String plain(String text) {
        if (text.contains("{") || text.contains("}")) {
            throw new IllegalArgumentException("a brace in '" + text + "' has no other");
        }
        return text;
    }

    /** What the words of a node's name are, if it is called so. */
    Optional<Map<String, String>> match(String node) {
        Matcher matcher = name.matcher(node);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            found.put(words.get(i), matcher.group(i + 1));
        }
        return Optional.of(found);
    }

    /**
     * A text with words in place of what stands in braces.
     *
     * @throws IllegalArgumentException with a sentence if a word is none of the pattern's, or no number where one is wanted
     */
    static String filled(String text, Map<String, String> words) {
        StringBuilder filled = new StringBuilder();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            place.appendReplacement(filled, Matcher.quoteReplacement(word(place.group(1), words)));
        }
        return place.appendTail(filled).toString();
    }

    private static String word(String wanted, Map<String, String> words) {
        boolean number = wanted.endsWith(AS_NUMBER);
        String name = number ? wanted.substring(0, wanted.length() - AS_NUMBER.length()) : wanted;
        String word = words.get(name);
        if (word == null) {
            throw new IllegalArgumentException(
                    "'{" + wanted + "}' is no word of 'each'" + Surroundings.hint(name, List.copyOf(words.keySet())));
        }
        if (!number) {
            return word;
        }
        if (!word.matches("[0-9]+")) {
            throw new IllegalArgumentException("'{" + wanted + "}' is '" + word + "', which is no number");
        }
        String shortened = word.replaceFirst("^0+", "");
        return shortened.isEmpty() ? "0" : shortened;
    }
}
