/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.model.language.document.Spelling;
import io.nameplate.model.language.document.Texts;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * The settings as an operator wrote them, turned into values one by one; what is wrong is noted, so that all of it is
 * said at once.
 */
final class Given {

    static final String PREFIX = "nameplate.collector.";
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})\\s*([KMGT]i?B|B|)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);

    private final Config config;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    Given(Config config) {
        this.config = config;
    }

    /** Notes what is wrong with a key's value. */
    void problem(String key, String sentence) {
        problems.add(PREFIX + key + ": " + sentence);
    }

    /** The value as it was written; empty where there is none. */
    Optional<String> text(String key) {
        asked.add(key);
        try {
            return config.getOptionalValue(PREFIX + key, String.class)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException | NoSuchElementException broken) {
            problem(key, "cannot be read: " + broken.getMessage());
            return Optional.empty();
        }
    }

    <T> T required(String key, Function<String, T> make, T standIn) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            problem(key, "is required");
            return standIn;
        }
        try {
            return make.apply(text.get());
        } catch (IllegalArgumentException wrong) {
            problem(key, String.valueOf(wrong.getMessage()));
            return standIn;
        }
    }

    <T> T chosen(String key, String standard, Function<String, T> make) {
        try {
            return make.apply(text(key).orElse(standard));
        } catch (IllegalArgumentException wrong) {
            problem(key, String.valueOf(wrong.getMessage()));
            return make.apply(standard);
        }
    }

    /** Values between commas. */
    <T> List<T> list(String key, String standard, Function<String, T> make) {
        List<T> values = new ArrayList<>();
        for (String item : text(key).orElse(standard).split(",", -1)) {
            try {
                values.add(make.apply(item.strip()));
            } catch (IllegalArgumentException wrong) {
                problem(key, String.valueOf(wrong.getMessage()));
            }
        }
        if (values.stream().distinct().count() < values.size()) {
            problem(key, "a name stands twice: " + values);
        }
        return values;
    }

    int whole(String key, int standard, int least, int most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return standard;
        }
        if (text.get().matches("\\d{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        problem(key, "must be a whole number from " + least + " to " + most + ", found '" + text.get() + "'");
        return standard;
    }

    Duration duration(String key, Duration standard, Duration least, Duration most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            Duration duration = Texts.duration(text.get());
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
            problem(key, "must be from " + words(least) + " to " + words(most) + ", found '" + text.get() + "'");
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            problem(
                    key,
                    "must be a duration with a unit (ms, s, m, h or d), such as " + words(standard) + ", found '"
                            + text.get() + "'");
        }
        return standard;
    }

    private static String words(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() < 3_600 || duration.toSecondsPart() != 0
                ? duration.toSeconds() + "s"
                : duration.toHours() + "h";
    }

    /** A number of bytes: 20GB, 20 GB, 512MiB, 1073741824. */
    long bytes(String key, long standard) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return standard;
        }
        Matcher matcher = BYTES.matcher(text.get());
        if (matcher.matches()) {
            BigInteger bytes = new BigInteger(matcher.group(1))
                    .multiply(BigInteger.valueOf(UNITS.getOrDefault(matcher.group(2), 1L)));
            if (bytes.bitLength() < 63) {
                return bytes.longValue();
            }
        }
        problem(key, "must be a number of bytes such as 20GB, 512MiB or 1073741824, found '" + text.get() + "'");
        return standard;
    }

    /** A file or folder that must be there if it is named. */
    Optional<Path> file(String key, boolean folder) {
        Optional<String> text = text(key);
        try {
            Optional<Path> path = text.map(Path::of);
            if (path.isPresent() && !(folder ? Files.isDirectory(path.get()) : Files.isRegularFile(path.get()))) {
                problem(
                        key,
                        "there is no " + (folder ? "folder " : "file ")
                                + path.get().toAbsolutePath());
            }
            return path;
        } catch (InvalidPathException wrong) {
            problem(key, "is no path: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /** The path of a file that somebody else looks at. */
    Optional<Path> path(String key) {
        try {
            return text(key).map(Path::of);
        } catch (InvalidPathException wrong) {
            problem(key, "is no path: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Ends the reading: notes keys that nobody asked for.
     *
     * @throws Plan.BadSettings with everything that is wrong, if anything is
     */
    void end() {
        Set<String> names = new LinkedHashSet<>();
        config.getPropertyNames().forEach(names::add);
        Set<String> unknown = new LinkedHashSet<>();
        for (String name : names) {
            if (name.startsWith(PREFIX) && !isOfTheEnvironment(name, names)) {
                unknown.add(name.substring(PREFIX.length()));
            }
        }
        unknown.removeAll(asked);
        for (String key : unknown.stream().sorted().toList()) {
            problem(
                    key,
                    "there is no such setting; "
                            + Spelling.nearest(key, asked)
                                    .map(near -> "did you mean '" + PREFIX + near + "'?")
                                    .orElseGet(() -> "known: "
                                            + String.join(
                                                    ", ",
                                                    asked.stream().sorted().toList())));
        }
        for (String name : names.stream().filter(Given::isVariable).sorted().toList()) {
            misspelt(name);
        }
        if (!problems.isEmpty()) {
            throw new Plan.BadSettings(problems);
        }
    }

    /** Environment variables are others' too (Kubernetes makes some from names of services): only near misses are noted. */
    private void misspelt(String variable) {
        List<String> known = asked.stream().map(key -> variable(PREFIX + key)).toList();
        if (!known.contains(variable)) {
            Spelling.nearest(variable, known)
                    .ifPresent(near ->
                            problems.add(variable + ": there is no such setting; did you mean '" + near + "'?"));
        }
    }

    /** The configuration lists a variable also as a key in small letters. */
    private static boolean isOfTheEnvironment(String key, Set<String> names) {
        return names.contains(variable(key));
    }

    private static boolean isVariable(String name) {
        return name.startsWith(variable(PREFIX));
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
