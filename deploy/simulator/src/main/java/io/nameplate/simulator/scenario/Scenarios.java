/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds a scenario: a shipped one by name, or a file. */
public final class Scenarios {

    /** The shipped scenarios. */
    public static final List<String> SHIPPED = List.of("chiller-trip", "all-events");

    private Scenarios() {}

    /** Reads a shipped scenario or a file; a name with a slash or a dot is a file. */
    public static Scenario load(String nameOrFile) throws IOException {
        if (SHIPPED.contains(nameOrFile)) {
            String file = "scenarios/" + nameOrFile + ".yaml";
            try (InputStream in = Scenarios.class.getResourceAsStream("/" + file)) {
                if (in == null) {
                    throw new IOException("the shipped scenario " + file + " is missing from the jar");
                }
                return ScenarioReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        Path path = Path.of(nameOrFile);
        if (!Files.isRegularFile(path)) {
            throw new IOException("no scenario is named '" + nameOrFile + "' and there is no such file; shipped: "
                    + String.join(", ", SHIPPED));
        }
        return ScenarioReader.read(path.toString(), Files.readString(path));
    }
}
