/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The settings, checked.
 *
 * @param devices the device file
 * @param profiles the folder of further profiles
 * @param replay the readings file to play
 */
record Plan(
        CollectorId collector,
        Path data,
        String broker,
        URI ledger,
        Optional<Path> devices,
        Optional<Path> profiles,
        Optional<Path> replay,
        List<ConsumerId> consumers,
        int batchNodes) {

    /** What is wrong with the settings: all of it, a sentence each. */
    static final class BadSettings extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadSettings(List<String> sentences) {
            super(String.join("\n", sentences));
        }
    }

    static Plan of(CollectorSettings settings) {
        List<String> problems = new ArrayList<>();
        CollectorId collector = required("id", settings.id(), CollectorId::new, new CollectorId("none"), problems);
        Path data = required("data", settings.data(), Path::of, Path.of("."), problems);
        String broker = required("broker", settings.broker(), Plan::broker, "", problems);
        URI ledger = required("ledger", settings.ledger(), Plan::http, URI.create("http://none"), problems);
        Optional<Path> devices = file("devices", settings.devices(), false, problems);
        Optional<Path> profiles = file("profiles", settings.profiles(), true, problems);
        Optional<Path> replay = file("replay.file", settings.replay().file(), false, problems);
        List<ConsumerId> consumers = new ArrayList<>();
        for (String consumer : settings.consumers()) {
            consumers.add(required(
                    "consumers", Optional.of(consumer.strip()), ConsumerId::new, new ConsumerId("none"), problems));
        }
        if (consumers.isEmpty()) {
            problems.add("nameplate.collector.consumers: needs at least one name, such as job");
        }
        if (consumers.stream().distinct().count() < consumers.size()) {
            problems.add("nameplate.collector.consumers: a name stands twice: " + settings.consumers());
        }
        if (settings.batchNodes() < 1 || settings.batchNodes() > 4_096) {
            problems.add("nameplate.collector.batch-nodes: must be 1 to 4096, found " + settings.batchNodes());
        }
        if (devices.isPresent() && replay.isPresent()) {
            problems.add("nameplate.collector.replay.file: a replay reads no devices; remove this or"
                    + " nameplate.collector.devices");
        }
        if (settings.spool().maxBytes() < 2 * settings.spool().segmentBytes()
                || settings.spool().segmentBytes() < 1_024) {
            problems.add("nameplate.collector.spool: max-bytes must be at least twice segment-bytes, and that at least"
                    + " 1024; found " + settings.spool().maxBytes() + " and "
                    + settings.spool().segmentBytes());
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return new Plan(collector, data, broker, ledger, devices, profiles, replay, consumers, settings.batchNodes());
    }

    private static <T> T required(
            String key, Optional<String> value, Function<String, T> make, T standIn, List<String> problems) {
        if (value.isEmpty() || value.get().isBlank()) {
            problems.add("nameplate.collector." + key + ": is required");
            return standIn;
        }
        try {
            return make.apply(value.get());
        } catch (IllegalArgumentException wrong) {
            problems.add("nameplate.collector." + key + ": " + wrong.getMessage());
            return standIn;
        }
    }

    private static String broker(String text) {
        if (!text.matches("(tcp|ssl|ws|wss)://[^/\\s]+.*")) {
            throw new IllegalArgumentException("must be an address such as tcp://127.0.0.1:1883, found '" + text + "'");
        }
        return text;
    }

    private static URI http(String text) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "must be an address such as http://127.0.0.1:8620, found '" + text + "'");
        }
        return uri;
    }

    private static Optional<Path> file(String key, Optional<String> value, boolean folder, List<String> problems) {
        Optional<Path> path = value.filter(text -> !text.isBlank()).map(Path::of);
        if (path.isPresent() && !(folder ? Files.isDirectory(path.get()) : Files.isRegularFile(path.get()))) {
            problems.add("nameplate.collector." + key + ": there is no " + (folder ? "folder " : "file ")
                    + path.get().toAbsolutePath());
        }
        return path;
    }
}
