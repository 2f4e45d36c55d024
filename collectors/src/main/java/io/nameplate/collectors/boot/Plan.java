/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.link.MqttClients;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * The settings, checked.
 *
 * @param mqttClient the client library of every MQTT connection
 * @param devices the device file
 * @param profiles the folder of further profiles
 * @param replay the readings file to play
 * @param consumers who has to commit a record before it may be forgotten
 * @param batchNodes the most nodes of one record
 * @param tick how often the time is looked at: slots without new readings close that much late at most
 * @param registryRefresh how often the ledger is asked for a newer registry
 * @param rawKeep how long committed records are kept all the same
 * @param maxBytes the most bytes the spool may hold; beyond it the oldest records are dropped, committed ones first
 * @param segmentBytes bytes after which a segment file is sealed
 */
record Plan(
        CollectorId collector,
        Path data,
        String broker,
        MqttClients mqttClient,
        URI ledger,
        Optional<Path> devices,
        Optional<Path> profiles,
        Optional<Path> replay,
        List<ConsumerId> consumers,
        int batchNodes,
        Duration tick,
        Duration registryRefresh,
        Duration rawKeep,
        long maxBytes,
        long segmentBytes) {

    /** What is wrong with the settings: all of it, a sentence each. */
    static final class BadSettings extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadSettings(List<String> sentences) {
            super(String.join("\n", sentences));
        }
    }

    /**
     * Reads the settings; see {@code docs/collector.md}.
     *
     * @throws BadSettings with everything that is wrong with them
     */
    static Plan of(Config config) {
        Given given = new Given(config);
        Plan plan = new Plan(
                given.required("id", CollectorId::new, new CollectorId("none")),
                given.required("data", Path::of, Path.of(".")),
                given.required("broker", Plan::broker, ""),
                given.chosen("mqtt-client", "paho", MqttClients::named),
                given.required("ledger", Plan::http, URI.create("http://none")),
                given.file("devices", false),
                given.file("profiles", true),
                given.file("replay.file", false),
                given.list("consumers", "job", ConsumerId::new),
                given.whole("batch-nodes", 64, 1, 4_096),
                given.duration("tick", Duration.ofMillis(250), Duration.ofMillis(1), Duration.ofMinutes(1)),
                given.duration("registry-refresh", Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofDays(1)),
                given.duration("spool.raw-keep", Duration.ofDays(3), Duration.ZERO, Duration.ofDays(3_650)),
                given.bytes("spool.max-bytes", 20L << 30),
                given.bytes("spool.segment-bytes", 64L << 20));
        if (plan.devices.isPresent() && plan.replay.isPresent()) {
            given.problem("replay.file", "a replay reads no devices; remove this or nameplate.collector.devices");
        }
        if (plan.segmentBytes < 1_024) {
            given.problem("spool.segment-bytes", "must be at least 1024, found " + plan.segmentBytes);
        } else if (plan.maxBytes / 2 < plan.segmentBytes) {
            given.problem(
                    "spool.max-bytes",
                    "must be at least twice spool.segment-bytes, found " + plan.maxBytes + " and " + plan.segmentBytes);
        }
        given.end();
        return plan;
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
}
