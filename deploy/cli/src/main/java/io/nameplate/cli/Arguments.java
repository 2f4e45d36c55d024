/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of one command: each is a name and a value, or as many values as the command says. */
final class Arguments {

    /** A call whose words are wrong; the message is a sentence for the person who typed it. */
    static final class WrongCall extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongCall(String sentence) {
            super(sentence);
        }
    }

    private final Map<String, List<String>> values = new HashMap<>();

    Arguments(List<String> words, Set<String> known) {
        this(words, known, Map.of());
    }

    /** @param several how many values an option takes that takes more than one */
    Arguments(List<String> words, Set<String> known, Map<String, Integer> several) {
        this(words, known, several, Set.of());
    }

    /** @param repeated the options of {@code known} that may stand more than once */
    Arguments(List<String> words, Set<String> known, Map<String, Integer> several, Set<String> repeated) {
        for (int i = 0; i < words.size(); ) {
            String option = words.get(i);
            if (!known.contains(option) && !several.containsKey(option)) {
                throw new WrongCall("unknown option '" + option + "'");
            }
            int count = several.getOrDefault(option, 1);
            int end = i + 1 + count;
            if (end > words.size()) {
                throw new WrongCall(option + " needs " + (count == 1 ? "a value" : count + " values"));
            }
            List<String> all = new ArrayList<>(values.getOrDefault(option, List.of()));
            all.addAll(words.subList(i + 1, end));
            if (values.put(option, List.copyOf(all)) != null && !repeated.contains(option)) {
                throw new WrongCall(option + " stands twice");
            }
            i = end;
        }
    }

    /** Whether an option was given: for those that take no value. */
    boolean has(String option) {
        return values.containsKey(option);
    }

    /** The values of an option that takes several or may stand several times; empty where it was not given. */
    List<String> all(String option) {
        return values.getOrDefault(option, List.of());
    }

    Optional<String> text(String option) {
        return all(option).stream().findFirst();
    }

    Optional<Path> path(String option) {
        return text(option).map(Path::of);
    }

    Path needed(String option) {
        return path(option).orElseThrow(() -> new WrongCall(option + " is missing"));
    }

    Optional<Instant> instant(String option) {
        try {
            return text(option).map(Instant::parse);
        } catch (DateTimeException wrong) {
            throw new WrongCall(option + " must be an instant such as 2026-06-01T00:00:00Z, found '"
                    + text(option).orElse("") + "'");
        }
    }

    long number(String option, long fallback) {
        try {
            return text(option).map(Long::parseLong).orElse(fallback);
        } catch (NumberFormatException wrong) {
            throw new WrongCall(
                    option + " must be a whole number, found '" + text(option).orElse("") + "'");
        }
    }
}
