/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the levels of a source's topics mean, such as <code>site/+hall/{asset}/{point}</code>. A level in braces is the
 * name of a thing, with fixed text before and after it if need be (<code>rack-{node}</code>); a level that begins with
 * {@code +} is any; {@code #} at the end is any rest; every other level is text.
 */
public final class TopicTemplate {

    /** A thing that a level may name. */
    public enum Part {
        ASSET,
        NODE,
        POINT;

        private String braced() {
            return "{" + name().toLowerCase(Locale.ROOT) + "}";
        }
    }

    /** What a topic says. */
    public record Match(Map<Part, String> parts) {
        public Match {
            parts = Map.copyOf(parts);
        }

        /** The name of a thing, where the topic has it. */
        public Optional<String> part(Part part) {
            return Optional.ofNullable(parts.get(part));
        }
    }

    private sealed interface Level permits Any, Named, Words {

        boolean takes(String level, Map<Part, String> into);

        String filter();
    }

    private record Any() implements Level {
        @Override
        public boolean takes(String level, Map<Part, String> into) {
            return true;
        }

        @Override
        public String filter() {
            return "+";
        }
    }

    private record Words(String text) implements Level {
        @Override
        public boolean takes(String level, Map<Part, String> into) {
            return level.equals(text);
        }

        @Override
        public String filter() {
            return text;
        }
    }

    private record Named(String before, Part part, String after) implements Level {
        @Override
        public boolean takes(String level, Map<Part, String> into) {
            if (level.length() <= before.length() + after.length()
                    || !level.startsWith(before)
                    || !level.endsWith(after)) {
                return false;
            }
            into.put(part, level.substring(before.length(), level.length() - after.length()));
            return true;
        }

        @Override
        public String filter() {
            return "+";
        }
    }

    private final String text;
    private final List<Level> levels;
    private final boolean open;

    private TopicTemplate(String text, List<Level> levels, boolean open) {
        this.text = text;
        this.levels = List.copyOf(levels);
        this.open = open;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with a sentence if it is none
     */
    public static TopicTemplate of(String text) {
        List<Level> levels = new ArrayList<>();
        Set<Part> named = EnumSet.noneOf(Part.class);
        List<String> words = List.of(text.split("/", -1));
        boolean open = words.get(words.size() - 1).equals("#");
        for (String word : open ? words.subList(0, words.size() - 1) : words) {
            Level level = level(word);
            if (level instanceof Named found && !named.add(found.part())) {
                throw new IllegalArgumentException(found.part().braced() + " stands twice");
            }
            levels.add(level);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a template needs at least one level");
        }
        return new TopicTemplate(text, levels, open);
    }

    private static Level level(String word) {
        if (word.startsWith("+")) {
            return new Any();
        }
        for (Part part : Part.values()) {
            int at = word.indexOf(part.braced());
            if (at >= 0) {
                String before = word.substring(0, at);
                String after = word.substring(at + part.braced().length());
                plain(before + after);
                return new Named(before, part, after);
            }
        }
        plain(word);
        return new Words(word);
    }

    private static void plain(String word) {
        if (word.matches(".*[{}+#].*")) {
            throw new IllegalArgumentException("level '" + word
                    + "': write {asset}, {node} or {point} once, + at the beginning of a level that may be"
                    + " anything, # as the last level");
        }
    }

    /** What a topic says; one that is none of these is told. */
    public Optional<Match> match(String topic, Remarks remarks) {
        Optional<Match> match = match(topic);
        if (match.isEmpty()) {
            remarks.count(MessageFault.OTHER_TOPIC, "topic '" + topic + "' does not fit the template '" + text + "'");
        }
        return match;
    }

    /** What a topic says, if it is one of these. */
    Optional<Match> match(String topic) {
        String[] words = topic.split("/", -1);
        if (open ? words.length < levels.size() : words.length != levels.size()) {
            return Optional.empty();
        }
        Map<Part, String> parts = new EnumMap<>(Part.class);
        for (int i = 0; i < levels.size(); i++) {
            if (!levels.get(i).takes(words[i], parts)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(parts));
    }

    /** Whether the template names a thing. */
    public boolean names(Part part) {
        return levels.stream().anyMatch(level -> level instanceof Named named && named.part() == part);
    }

    /** The narrowest topic filter that gives every topic of the template. */
    public String filter() {
        List<String> words = new ArrayList<>(levels.stream().map(Level::filter).toList());
        if (open) {
            words.add("#");
        }
        return String.join("/", words);
    }

    /** Whether a topic filter can give a topic that fits. */
    public boolean meets(String filter) {
        List<String> words = TopicFilter.levels(filter);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("#")) {
                return true;
            }
            if (i >= levels.size()) {
                return open;
            }
            String own = levels.get(i).filter();
            if (!words.get(i).equals("+") && !own.equals("+") && !own.equals(words.get(i))) {
                return false;
            }
            if (!words.get(i).equals("+") && !levels.get(i).takes(words.get(i), new EnumMap<>(Part.class))) {
                return false;
            }
        }
        return words.size() == levels.size();
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicTemplate template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
