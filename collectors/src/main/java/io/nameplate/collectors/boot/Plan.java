/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.BrokerAddress;
import io.nameplate.access.credentials.Finding;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * The settings, checked.
 *
 * @param access login and certificates for the broker
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
        BrokerAccess access,
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

    private static final String NO_BROKER = "ssl://none";

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
                given.required("broker", Plan::broker, NO_BROKER),
                access(given),
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
        plan.mqttClient.problem(plan.broker).ifPresent(sentence -> given.problem("mqtt-client", sentence));
        plan.access.findings(plan.broker, Clock.systemUTC()).stream()
                .filter(Finding::fatal)
                .forEach(finding -> given.problem(key(finding), finding.sentence()));
        given.end();
        return plan;
    }

    private static String broker(String text) {
        BrokerAddress.problem(text).ifPresent(wrong -> {
            throw new IllegalArgumentException(wrong);
        });
        return text;
    }

    /** What goes with the broker; the files are looked at later. */
    private static BrokerAccess access(Given given) {
        Optional<String> user = given.text("broker-user");
        if (given.text("broker-password").isPresent()) {
            given.problem(
                    "broker-password",
                    "a password does not stand among the settings: name its file (broker-password-file) or the environment"
                            + " variable that holds it (broker-password-variable)");
        }
        Optional<Secret> file = given.path("broker-password-file").map(Secret.OfFile::new);
        Optional<Secret> variable = given.text("broker-password-variable").map(Secret.OfVariable::new);
        if (file.isPresent() && variable.isPresent()) {
            given.problem("broker-password-variable", "stands beside broker-password-file; keep one");
        }
        Optional<Secret> password = file.or(() -> variable);
        PemFiles tls =
                new PemFiles(given.path("broker-ca"), given.path("broker-certificate"), given.path("broker-key"));
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            given.problem(
                    tls.key().isPresent() ? "broker-key" : "broker-certificate",
                    "a certificate and its key go together: broker-certificate, broker-key");
        }
        if (password.isPresent() && user.isEmpty()) {
            given.problem("broker-user", "is missing beside its password");
            return new BrokerAccess(Optional.empty(), Optional.empty(), tls);
        }
        return new BrokerAccess(user, password, tls);
    }

    /** What works as it is set and is still not right, a sentence each. */
    List<String> warnings(Clock clock) {
        return access.findings(broker, clock).stream()
                .filter(finding -> !finding.fatal())
                .map(finding -> Given.PREFIX + key(finding) + ": " + finding.sentence())
                .toList();
    }

    private static String key(Finding finding) {
        return "broker-" + finding.key().replace('_', '-');
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
