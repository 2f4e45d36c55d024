/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.archive;

import io.nameplate.model.language.Document;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Instruments;
import io.nameplate.simulator.scenario.RegistryText;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.truth.LineTruth;
import io.nameplate.simulator.truth.Truth;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Plays a scenario as fast as it can be written: registry, readings and truth. */
public final class Archive {

    private static final int CHUNK = 256 * 1024;

    private Archive() {}

    /** Writes {@code registry/*.yaml}, {@code readings.jsonl} and {@code truth.jsonl} into a folder. */
    public static void write(Scenario scenario, Instant start, long seconds, Path folder) throws IOException {
        writeRegistry(scenario, start, folder);
        Facility facility = new Facility(scenario);
        Instruments instruments = new Instruments(scenario, facility);
        Readings readings = new Readings(scenario, facility, instruments);
        Truth truth = new Truth(scenario, facility, start, seconds);
        JsonBytes out = new JsonBytes();
        try (OutputStream file =
                        new BufferedOutputStream(Files.newOutputStream(folder.resolve("readings.jsonl")), CHUNK);
                Writer truths = Files.newBufferedWriter(folder.resolve("truth.jsonl"))) {
            for (long second = 0; second < seconds; second++) {
                facility.step();
                readings.write(start.plusSeconds(second), out);
                instruments.count();
                if (out.length() > CHUNK) {
                    out.writeTo(file);
                }
                for (LineTruth line : truth.follow()) {
                    truths.write(line.json());
                    truths.write('\n');
                }
            }
            out.writeTo(file);
        }
    }

    /** Writes the registry of a scenario that starts at an instant. */
    public static void writeRegistry(Scenario scenario, Instant start, Path folder) throws IOException {
        Path registry = Files.createDirectories(folder.resolve("registry"));
        for (Document document : RegistryText.documents(scenario, start)) {
            Files.writeString(registry.resolve(document.name()), document.text());
        }
    }
}
