/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Problem;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a collector's settings, or its device file, as the collector would, and says everything that is wrong. */
public final class ConfigCheck {

    /**
     * What was read.
     *
     * @param devices what the device file names; nothing where there is none or it is wrong
     * @param problems everything that is wrong, with file and line where a file says it
     * @param warnings what works and is still not right, in the same form
     */
    public record Report(Devices devices, List<String> problems, List<String> warnings) {}

    private static final int ORDINAL = 100;

    private ConfigCheck() {}

    /**
     * Checks a file of settings ({@code application.properties}) and the device file it names.
     *
     * @param registry where it is known: devices must be its assets
     */
    public static Report settings(Path file, Optional<Registry> registry) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try {
            Plan plan = Plan.of(new SmallRyeConfigBuilder()
                    .withSources(new PropertiesConfigSource(file.toUri().toURL(), ORDINAL))
                    .build());
            List<String> warnings = placed(file, lines, plan.warnings(Clock.systemUTC()));
            if (plan.devices().isEmpty()) {
                return new Report(Devices.NONE, List.of(), warnings);
            }
            Report devices = devices(
                    plan.devices().get(), plan.profiles(), registry, plan.collector(), Optional.of(plan.mqttClient()));
            warnings.addAll(devices.warnings());
            return new Report(devices.devices(), devices.problems(), warnings);
        } catch (Plan.BadSettings wrong) {
            List<String> sentences = List.of(String.valueOf(wrong.getMessage()).split("\n", -1));
            return new Report(Devices.NONE, placed(file, lines, sentences), List.of());
        }
    }

    /** Sentences that begin with a key, with the file and the line before them. */
    private static List<String> placed(Path file, List<String> lines, List<String> sentences) {
        Map<String, Integer> places = places(lines);
        List<String> placed = new ArrayList<>();
        for (String sentence : sentences) {
            Integer line = places.get(sentence.substring(0, Math.max(0, sentence.indexOf(':'))));
            placed.add(file + (line == null ? "" : ":" + line) + ": " + sentence);
        }
        return placed;
    }

    private static Map<String, Integer> places(List<String> lines) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String key = lines.get(i).strip().split("[=:\\s]", 2)[0];
            places.putIfAbsent(key, i + 1);
        }
        return places;
    }

    /**
     * Checks a device file and the profiles it names.
     *
     * @param client what its brokers will be reached with, where that is known: not every client is used for every broker
     */
    public static Report devices(
            Path file,
            Optional<Path> profiles,
            Optional<Registry> registry,
            CollectorId collector,
            Optional<MqttClients> client)
            throws IOException {
        DevicesReader reader = new DevicesReader(new Profiles(profiles), registry, collector, Clock.systemUTC());
        client.ifPresent(reader::over);
        try {
            Devices devices = reader.read(file.toString(), Files.readString(file));
            return new Report(devices, List.of(), texts(reader.warnings()));
        } catch (DocumentException wrong) {
            return new Report(Devices.NONE, texts(wrong.problems()), texts(reader.warnings()));
        }
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
