/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parts of one demo and their command lines: reads as the list of what runs. */
record Site(Path home, Path data, Ports ports) {

    private static final Map<String, String> HEAP =
            Map.of("broker", "512m", "ledger", "512m", "job", "768m", "collector", "512m", "simulator", "512m");

    Part broker() {
        return java(
                "broker",
                List.of(
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        jars("deploy/demo", "demo"),
                        "io.nameplate.demo.EmbeddedBroker",
                        Integer.toString(ports.broker()),
                        data.resolve("broker").toString()));
    }

    Part ledger() {
        return ledger(Map.of());
    }

    /** The ledger; the settings are system properties beside the ones every installation needs. */
    Part ledger(Map<String, String> settings) {
        List<String> all = new ArrayList<>(List.of(
                "-Dquarkus.http.port=" + ports.portal(),
                "-Dquarkus.http.host=127.0.0.1",
                "-Dnameplate.ledger.data=" + data.resolve("ledger")));
        settings.forEach((key, value) -> all.add("-D" + key + "=" + value));
        all.addAll(List.of(
                "-jar",
                home.resolve("alerting/target/quarkus-app/quarkus-run.jar").toString()));
        return java("ledger", all);
    }

    /** The stream job; the arguments come after the ones every installation needs. */
    Part job(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(
                "-cp",
                jars("stream-jobs", "stream-jobs"),
                "io.nameplate.streamjobs.job.NameplateJob",
                "--broker",
                brokerUrl(),
                "--ledger",
                ledgerUrl(),
                "--data",
                data.resolve("job").toString(),
                "--rest-port",
                Integer.toString(ports.job())));
        all.addAll(arguments);
        return java("job", all);
    }

    /** A collector; the settings are system properties beside the ones every installation needs. */
    Part collector(String id, Map<String, String> settings) {
        List<String> all = new ArrayList<>(List.of(
                "-Dquarkus.http.port=" + ports.collector(),
                "-Dquarkus.http.host=127.0.0.1",
                "-Dnameplate.collector.id=" + id,
                "-Dnameplate.collector.data=" + data.resolve("collector"),
                "-Dnameplate.collector.broker=" + brokerUrl(),
                "-Dnameplate.collector.ledger=" + ledgerUrl()));
        settings.forEach((key, value) -> all.add("-D" + key + "=" + value));
        all.addAll(List.of(
                "-jar",
                home.resolve("collectors/target/quarkus-app/quarkus-run.jar").toString()));
        return java("collector", all);
    }

    Part simulator(Options options, Instant start) {
        List<String> arguments = new ArrayList<>(List.of(
                "-cp", jars("deploy/simulator", "simulator"),
                "io.nameplate.simulator.Simulator", "run",
                "--scenario", options.scenario(),
                "--broker", brokerUrl(),
                "--out", siteFolder().toString(),
                "--modbus-port", Integer.toString(ports.modbus()),
                "--start", start.toString()));
        options.duration().ifPresent(duration -> arguments.addAll(List.of("--duration", duration.toSeconds() + "s")));
        return java("simulator", arguments);
    }

    Path siteFolder() {
        return data.resolve("site");
    }

    String brokerUrl() {
        return "tcp://127.0.0.1:" + ports.broker();
    }

    String ledgerUrl() {
        return "http://127.0.0.1:" + ports.portal();
    }

    static Duration patience() {
        return Duration.ofSeconds(8);
    }

    private String jars(String module, String artifact) {
        Path target = home.resolve(module).resolve("target");
        return target.resolve(artifact + "-0.1.0-SNAPSHOT.jar") + ":" + target.resolve("lib") + "/*";
    }

    private Part java(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP.get(name),
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-XX:TieredStopAtLevel=" + (name.equals("job") ? 4 : 1)));
        command.addAll(arguments);
        return new Part(name, command, data.resolve("logs").resolve(name + ".log"));
    }
}
