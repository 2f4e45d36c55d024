/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.access.broker.BrokerAddress;
import io.nameplate.access.credentials.Finding;
import io.nameplate.streamjobs.ingest.Broker;
import io.nameplate.streamjobs.ingest.MqttClients;
import io.nameplate.streamjobs.sink.InfluxSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command line of the job, checked. All that is wrong with it is said at once. */
record Arguments(
        Broker broker,
        MqttClients mqttClient,
        String ledger,
        Path data,
        String consumer,
        Duration checkpointInterval,
        Optional<Duration> deadline,
        Duration horizon,
        int parallelism,
        Optional<InfluxSettings> influx,
        Optional<Integer> restPort,
        Optional<InetSocketAddress> cluster,
        Optional<Path> restore) {

    /** What is wrong with a command line, as sentences. */
    static final class UsageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UsageException(List<String> sentences) {
            super(String.join("\n", sentences));
        }
    }

    static final String USAGE = """
            usage: NameplateJob --broker tcp://HOST:PORT --ledger http://HOST:PORT --data DIR
              [--broker-user NAME --broker-password-file FILE | --broker-password-variable VARIABLE]
              [--broker-ca PEM] [--broker-certificate PEM --broker-key PEM]
              [--mqtt-client paho|hivemq] [--consumer job] [--checkpoint-interval 10s] [--deadline 5m]
              [--horizon 60m] [--parallelism 1]
              [--influx-url URL --influx-token-file FILE | --influx-token TOKEN] [--influx-org ORG] [--influx-bucket BUCKET]
              [--rest-port PORT | --cluster HOST:PORT] [--restore SAVEPOINT]""";

    private static final Set<String> KEYS = Set.of(
            "broker",
            "broker-user",
            "broker-password-file",
            "broker-password-variable",
            "broker-ca",
            "broker-certificate",
            "broker-key",
            "mqtt-client",
            "ledger",
            "data",
            "consumer",
            "checkpoint-interval",
            "deadline",
            "horizon",
            "parallelism",
            "influx-url",
            "influx-token",
            "influx-token-file",
            "influx-org",
            "influx-bucket",
            "rest-port",
            "cluster",
            "restore");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
    private static final Pattern CONSUMER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The same, but going on from the newest checkpoint. */
    Arguments withoutRestore() {
        return new Arguments(
                broker,
                mqttClient,
                ledger,
                data,
                consumer,
                checkpointInterval,
                deadline,
                horizon,
                parallelism,
                influx,
                restPort,
                cluster,
                Optional.empty());
    }

    /** What can be done as it is written and is still not right, a sentence each. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>(findings(broker, false));
        if (cluster.isPresent()) {
            findings(broker, true)
                    .forEach(
                            sentence -> remarks.add(sentence + " (here; the cluster's processes look for themselves)"));
        }
        return remarks;
    }

    private static List<String> findings(Broker broker, boolean fatal) {
        return broker.access().findings(broker.address(), Clock.systemUTC()).stream()
                .filter(finding -> finding.fatal() == fatal)
                .map(finding -> option(finding) + ": " + finding.sentence())
                .toList();
    }

    private static String option(Finding finding) {
        return finding.key().equals("tls")
                ? "--broker"
                : "--broker-" + finding.key().replace('_', '-');
    }

    /** Reads a command line. */
    static Arguments parse(String[] args) {
        return new Reader(args).read();
    }

    private static final class Reader {

        private final List<String> problems = new ArrayList<>();
        private final Map<String, String> given = new LinkedHashMap<>();

        Reader(String[] args) {
            for (int i = 0; i < args.length; i++) {
                String[] parts = args[i].split("=", 2);
                String key = parts[0].startsWith("--") ? parts[0].substring(2) : "";
                if (key.equals("broker-password")) {
                    problems.add(
                            "--broker-password is not an option: everybody on the machine can read a command line. Name"
                                    + " the password's file (--broker-password-file) or the environment variable that holds it"
                                    + " (--broker-password-variable), and exchange the one that stood here.");
                    i += parts.length == 1 && i + 1 < args.length && !args[i + 1].startsWith("--") ? 1 : 0;
                } else if (!KEYS.contains(key)) {
                    problems.add("'" + args[i] + "' is not an option of this job.");
                } else if (parts.length == 2) {
                    given.put(key, parts[1]);
                } else if (i + 1 < args.length) {
                    given.put(key, args[++i]);
                } else {
                    problems.add("--" + key + " needs a value.");
                }
            }
        }

        Arguments read() {
            String address = required("broker", "where the MQTT 5 broker is, such as tcp://127.0.0.1:1883");
            String ledger = required("ledger", "where the ledger is, such as http://127.0.0.1:8620");
            String data = required("data", "a folder for checkpoints and the registry's last version");
            uri("ledger", ledger, "http", "https");
            String consumer = given.getOrDefault("consumer", "job");
            if (!CONSUMER.matcher(consumer).matches()) {
                problems.add("--consumer '" + consumer + "' must be 1 to 64 of A-Z a-z 0-9 . _ -.");
            }
            Duration checkpoint = duration("checkpoint-interval").orElse(Duration.ofSeconds(10));
            if (checkpoint.compareTo(Duration.ofMillis(100)) < 0) {
                problems.add("--checkpoint-interval must be at least 100ms.");
            }
            MqttClients client =
                    value("mqtt-client", "paho or hivemq", MqttClients::named).orElse(MqttClients.PAHO);
            Arguments arguments = new Arguments(
                    broker(address, client),
                    client,
                    ledger,
                    Path.of(data).toAbsolutePath().normalize(),
                    consumer,
                    checkpoint,
                    duration("deadline"),
                    duration("horizon").orElse(Duration.ofMinutes(60)),
                    value("parallelism", "a number from 1 to 128", text -> whole(text, 1, 128))
                            .orElse(1),
                    influx(),
                    value("rest-port", "a port from 0 to 65535", text -> whole(text, 0, 65_535)),
                    value("cluster", "the HOST:PORT of a Flink cluster's REST address", Reader::address),
                    value("restore", "a folder with a savepoint", Reader::savepoint));
            if (arguments.cluster().isPresent() && arguments.restPort().isPresent()) {
                problems.add("--rest-port tells of a job in this process; with --cluster, Flink's metrics tell of it.");
            }
            if (!problems.isEmpty()) {
                throw new UsageException(problems);
            }
            return arguments;
        }

        private String required(String key, String what) {
            String value = given.get(key);
            if (value == null || value.isBlank()) {
                problems.add("--" + key + " is missing: " + what + ".");
                return "";
            }
            return value;
        }

        private void uri(String key, String text, String... schemes) {
            if (text.isEmpty()) {
                return;
            }
            try {
                URI uri = URI.create(text);
                if (uri.getScheme() != null && List.of(schemes).contains(uri.getScheme()) && uri.getHost() != null) {
                    return;
                }
            } catch (IllegalArgumentException e) {
                // said below, as for every other address that is none
            }
            problems.add("--" + key + " '" + text + "' is not an address that begins with "
                    + String.join("://, ", schemes) + "://.");
        }

        /** Which broker, and what it is shown; on a cluster other processes read the files. */
        private Broker broker(String address, MqttClients client) {
            Broker broker = new Broker(
                    address,
                    given.get("broker-user"),
                    path("broker-password-file"),
                    given.get("broker-password-variable"),
                    path("broker-ca"),
                    path("broker-certificate"),
                    path("broker-key"));
            int before = problems.size();
            if (!address.isEmpty()) {
                BrokerAddress.problem(address).ifPresent(sentence -> problems.add("--broker " + sentence + "."));
            }
            if (broker.passwordFile() != null && broker.passwordVariable() != null) {
                problems.add("--broker-password-variable stands beside --broker-password-file; keep one.");
            }
            if (broker.user() == null && (broker.passwordFile() != null || broker.passwordVariable() != null)) {
                problems.add("--broker-user is missing beside its password.");
            }
            if ((broker.certificate() == null) != (broker.key() == null)) {
                problems.add("a certificate and its key go together: --broker-certificate, --broker-key.");
            }
            if (problems.size() == before && !address.isEmpty()) {
                client.problem(address).ifPresent(sentence -> problems.add("--mqtt-client: " + sentence + "."));
                if (!given.containsKey("cluster")) {
                    problems.addAll(findings(broker, true));
                }
            }
            return broker;
        }

        private @Nullable String path(String key) {
            return value(key, "the path of a file", file -> Path.of(file).toAbsolutePath())
                    .map(Path::toString)
                    .orElse(null);
        }

        private Optional<InfluxSettings> influx() {
            String url = given.get("influx-url");
            if (url == null || url.isBlank()) {
                return Optional.empty();
            }
            uri("influx-url", url, "http", "https");
            String token = value("influx-token-file", "a file that can be read", Reader::text)
                    .orElse(given.getOrDefault("influx-token", ""));
            return Optional.of(new InfluxSettings(
                    url,
                    token,
                    given.getOrDefault("influx-org", "nameplate"),
                    given.getOrDefault("influx-bucket", "nameplate")));
        }

        private static InetSocketAddress address(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(text);
            }
            return InetSocketAddress.createUnresolved(
                    text.substring(0, colon), whole(text.substring(colon + 1), 1, 65_535));
        }

        private static Path savepoint(String text) {
            Path folder = Path.of(text).toAbsolutePath().normalize();
            if (!java.nio.file.Files.exists(folder.resolve("_metadata"))) {
                throw new IllegalArgumentException(text);
            }
            return folder;
        }

        private static String text(String file) {
            try {
                return java.nio.file.Files.readString(Path.of(file)).strip();
            } catch (java.io.IOException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private Optional<Duration> duration(String key) {
            return value(key, "a duration such as 500ms, 10s, 5m or 1h", text -> {
                Matcher match = DURATION.matcher(text);
                if (!match.matches()) {
                    throw new IllegalArgumentException(text);
                }
                long number = Long.parseLong(match.group(1));
                return switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
            });
        }

        private static int whole(String text, int least, int most) {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(text);
            }
            return number;
        }

        private <T> Optional<T> value(String key, String expected, Function<String, T> read) {
            String text = given.get(key);
            if (text == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(read.apply(text));
            } catch (IllegalArgumentException e) {
                problems.add("--" + key + " '" + text + "' is not " + expected + ".");
                return Optional.empty();
            }
        }
    }
}
