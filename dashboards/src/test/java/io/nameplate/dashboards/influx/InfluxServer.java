/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A real InfluxDB for tests: Debian's influxd 1.6 on a free port, behind an nginx that rewrites the v2 write API to it, so
 * that the client of the stream job and Grafana's InfluxQL both work. Everything lies in one folder and runs as the current
 * user; closing stops both processes, by handle, and so does the end of the JVM.
 */
public final class InfluxServer implements AutoCloseable {
    private static final Path INFLUXD = Path.of("/usr/bin/influxd");
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("Listening on HTTP.*addr=127\\.0\\.0\\.1:(\\d+)");
    private static final int ATTEMPTS = 5;

    private final List<Child> children = new ArrayList<>();
    private final Thread onExit = new Thread(this::stopAll, "influx-stop");
    private final URI address;

    private InfluxServer(Path folder) throws IOException {
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            int influx = startInflux(Files.createDirectories(folder.resolve("influxdb")));
            address = URI.create(
                    "http://127.0.0.1:" + startNginx(Files.createDirectories(folder.resolve("nginx")), influx));
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Starts both and waits until they answer. */
    public static InfluxServer start(Path folder) {
        try {
            return new InfluxServer(folder.toAbsolutePath());
        } catch (IOException failed) {
            throw new UncheckedIOException("could not start InfluxDB in " + folder, failed);
        }
    }

    /** Skips the test where a part is not installed; with {@code CI} set that is a failure. */
    public static void requireInstalled() {
        List<String> missing = new ArrayList<>();
        if (!Files.isExecutable(INFLUXD)) {
            missing.add(INFLUXD + " (apt-get install influxdb)");
        }
        if (!Files.isExecutable(NGINX)) {
            missing.add(NGINX + " (apt-get install nginx-light)");
        }
        if (missing.isEmpty()) {
            return;
        }
        String sentence = "not installed: " + String.join(", ", missing);
        if (System.getenv("CI") != null) {
            throw new AssertionError(sentence);
        }
        Assumptions.abort(sentence);
    }

    /** The address that takes v2 writes and InfluxQL queries alike. */
    public URI address() {
        return address;
    }

    /** A database of this server, created if it is not there. */
    public InfluxQl database(String name) {
        InfluxQl database = new InfluxQl(address, name, "none");
        database.createDatabase();
        return database;
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            onExit.setName("influx-stop-at-exit"); // the JVM is ending, and the hook has the same work to do
        }
    }

    private synchronized void stopAll() {
        for (int i = children.size() - 1; i >= 0; i--) {
            children.get(i).stop();
        }
        children.clear();
    }

    /** influxd chooses its own ports and says which; there is no race for them. */
    private int startInflux(Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("influxdb.conf"), """
                reporting-disabled = true
                bind-address = "127.0.0.1:0"
                [meta]
                  dir = "%1$s/meta"
                [data]
                  dir = "%1$s/data"
                  wal-dir = "%1$s/wal"
                  query-log-enabled = false
                [monitor]
                  store-enabled = false
                [http]
                  bind-address = "127.0.0.1:0"
                  log-enabled = false
                """.formatted(folder));
        Child influxd = start(folder, INFLUXD.toString(), "-config", config.toString());
        return influxd.await(READY, () -> {
                    var listening = LISTENING.matcher(influxd.output());
                    return listening.find() ? Optional.of(Integer.parseInt(listening.group(1))) : Optional.empty();
                })
                .orElseThrow(() -> new IllegalStateException("influxd did not start:\n" + influxd.output()));
    }

    /** nginx cannot choose a port, so another process may take ours first: then it ends, and the next one is tried. */
    private int startNginx(Path folder, int influx) throws IOException {
        String output = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = FreePort.next();
            Path config = Files.writeString(folder.resolve("nginx.conf"), NginxRewrite.config(folder, port, influx));
            Child nginx =
                    start(folder, NGINX.toString(), "-e", "stderr", "-p", folder.toString(), "-c", config.toString());
            URI health = URI.create("http://127.0.0.1:" + port + "/health");
            if (nginx.await(READY, () -> NginxRewrite.answers(health) ? Optional.of(port) : Optional.empty())
                    .isPresent()) {
                return port;
            }
            output = nginx.output();
            nginx.stop();
        }
        throw new IllegalStateException("nginx did not start:\n" + output);
    }

    private synchronized Child start(Path folder, String... command) throws IOException {
        Child child = Child.start(folder, command);
        children.add(child);
        return child;
    }
}
