/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A folder that proves a profile: {@code config.yaml} is the profile, or {@code profile: NAME} alone to take one by its
 * name; {@code input.txt} has a device's registers in lines {@code FUNCTION ADDRESS: words in hex} (bits: 0 or 1); {@code
 * expected.txt} has the values they mean in SI units, in lines {@code POINT NUMBER} or {@code POINT bad
 * REASON} as metrics name them.
 */
public final class ProfileCase {

    private static final double CLOSE = 1e-7;

    private final Profile profile;
    private final Map<Integer, Integer> items;
    private final List<String> expected;

    private ProfileCase(Profile profile, Map<Integer, Integer> items, List<String> expected) {
        this.profile = profile;
        this.items = items;
        this.expected = expected;
    }

    /**
     * Reads a folder.
     *
     * @param known gives profiles by name
     * @throws IOException if a file is missing or is not as it should be; the message says which and where
     * @throws io.nameplate.model.language.document.DocumentException if the profile is wrong
     */
    public static ProfileCase read(Path folder, Function<String, Optional<Profile>> known) throws IOException {
        Path config = folder.resolve("config.yaml");
        String text = Files.readString(config);
        String content = text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
        Profile profile;
        if (content.startsWith("profile: ") && !content.contains("\n")) {
            String name = content.substring("profile: ".length()).strip();
            profile = known.apply(name)
                    .orElseThrow(() -> new IOException(config + ": there is no profile '" + name + "'"));
        } else {
            profile = ProfileReader.read(config.toString(), text, known);
        }
        return new ProfileCase(profile, items(folder.resolve("input.txt")), lines(folder.resolve("expected.txt")));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static Map<Integer, Integer> items(Path file) throws IOException {
        Map<Integer, Integer> items = new HashMap<>();
        int number = 0;
        for (String line : Files.readString(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.matches("[1-4] \\d{1,5}:( [0-9A-Fa-f]{1,4})+\\s*")) {
                throw new IOException(
                        file + ":" + number + ": expected a line such as '3 100: 0001 00FF', found '" + line + "'");
            }
            int function = line.charAt(0) - '0';
            int address = Integer.parseInt(line.substring(2, line.indexOf(':')));
            for (String word : line.substring(line.indexOf(':') + 2).strip().split(" ", -1)) {
                items.put(key(function, address++), Integer.parseInt(word, 16));
            }
        }
        return items;
    }

    private static int key(int function, int address) {
        return (function << 16) | address;
    }

    /** The profile that is proved. */
    public Profile profile() {
        return profile;
    }

    /** The bytes a device with these registers answers; empty where it lacks one that a point needs. */
    private Optional<byte[]> content(ReadPlan.Block block) {
        Request.Read request = block.request();
        ReadFunction function = request.function();
        for (Point point : block.points()) {
            for (int address = point.from(); address < point.end(); address++) {
                if (!items.containsKey(key(function.code(), address))) {
                    return Optional.empty();
                }
            }
        }
        byte[] content = new byte[function.bytes(request.count())];
        for (int i = 0; i < request.count(); i++) {
            int item = items.getOrDefault(key(function.code(), request.address() + i), 0);
            if (function.isBits()) {
                content[i / 8] |= (byte) ((item & 1) << (i % 8));
            } else {
                content[2 * i] = (byte) (item >> 8);
                content[2 * i + 1] = (byte) item;
            }
        }
        return Optional.of(content);
    }

    /** What is otherwise than expected, in words; nothing where the profile is proved. */
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        Map<String, PointValue> values = new HashMap<>();
        for (ReadPlan.Block block : ReadPlan.of(profile).blocks()) {
            Optional<byte[]> content = content(block);
            for (Point point : block.points()) {
                if (content.isPresent()) {
                    values.put(point.name(), block.value(point, content.get()));
                } else {
                    differences.add("input.txt lacks registers that point '" + point.name() + "' is read with: "
                            + block.request().count() + " from "
                            + block.request().address() + ", function "
                            + block.request().function().code());
                }
            }
        }
        Set<String> told = new HashSet<>();
        for (String line : expected) {
            String[] words = line.strip().split(" +", -1);
            told.add(words[0]);
            PointValue value = values.get(words[0]);
            if (value != null) {
                difference(line, words, value).ifPresent(differences::add);
            } else if (profile.points().stream().noneMatch(point -> point.name().equals(words[0]))) {
                differences.add("expected.txt names point '" + words[0] + "', which the profile does not have");
            }
        }
        profile.points().stream()
                .filter(point -> !told.contains(point.name()))
                .forEach(point -> differences.add("expected.txt does not say what point '" + point.name() + "' is"));
        return differences;
    }

    private static Optional<String> difference(String line, String[] words, PointValue value) {
        boolean good = value.quality() == Quality.GOOD;
        String quality = value.quality().name().toLowerCase(Locale.ROOT);
        String found =
                good ? number(value.value()) : quality + " " + value.reason().label();
        if (words.length < 2) {
            return Optional.of("expected.txt: '" + line + "' has no value; it is " + found);
        }
        String expected = line.strip().substring(words[0].length()).strip();
        boolean same = good ? close(words[1], value.value()) : expected.equals(found) || expected.equals(quality);
        return same
                ? Optional.empty()
                : Optional.of("point '" + words[0] + "' is " + found + ", expected was " + expected);
    }

    private static String number(double value) {
        return new BigDecimal(value)
                .round(new MathContext(9))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static boolean close(String expected, double value) {
        try {
            double number = Double.parseDouble(expected);
            return Math.abs(value - number) <= Math.abs(number) * CLOSE;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }
}
