/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of one command: each is a name and a value. */
final class Arguments {

    /** A call whose words are wrong; the message is a sentence for the person who typed it. */
    static final class WrongCall extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongCall(String sentence) {
            super(sentence);
        }
    }

    private final Map<String, String> values = new HashMap<>();

    Arguments(List<String> words, Set<String> known) {
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (!known.contains(option)) {
                throw new WrongCall("unknown option '" + option + "'");
            }
            if (i + 1 == words.size()) {
                throw new WrongCall(option + " needs a value");
            }
            if (values.put(option, words.get(i + 1)) != null) {
                throw new WrongCall(option + " stands twice");
            }
        }
    }

    Optional<String> text(String option) {
        return Optional.ofNullable(values.get(option));
    }

    Optional<Path> path(String option) {
        return text(option).map(Path::of);
    }

    Path needed(String option) {
        return path(option).orElseThrow(() -> new WrongCall(option + " is missing"));
    }

    long number(String option, long fallback) {
        try {
            return text(option).map(Long::parseLong).orElse(fallback);
        } catch (NumberFormatException wrong) {
            throw new WrongCall(option + " must be a whole number, found '" + values.get(option) + "'");
        }
    }
}
