/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.wire.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders of src/test/resources/testcases, so that a bug report becomes a folder. */
public final class Testcases {

    private Testcases() {}

    /** The cases of a driver or format, by name. */
    public static Stream<Path> of(String kind) {
        try (Stream<Path> cases = Files.list(Path.of("src/test/resources/testcases", kind))) {
            return cases.sorted().toList().stream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public static String read(Path testcase, String file) {
        try {
            return Files.readString(testcase.resolve(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The lines of a file but blank ones and comments. */
    public static List<String> lines(Path testcase, String file) {
        return read(testcase, file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** A reading in one line: the smallest number is blank, and what nothing is to be said of has no flags. */
    public static String line(Reading reading) {
        return reading.toString()
                .replace(Long.toString(Frames.BLANK), "blank")
                .replace(", flags=[]", "")
                .replace(", driverReloaded=false", "")
                .replace(", xids=XidCounts[counts={}, isNews=false]", "");
    }

    /** The text of a shipped profile. */
    public static String shippedProfile(String name) {
        try (InputStream in = Testcases.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
