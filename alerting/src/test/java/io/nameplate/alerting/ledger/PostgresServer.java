/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL for tests: Debian's, with its data in a folder of its own, on a free port of loopback. It refuses to run
 * as root, so a root hands it to Debian's user {@code postgres}. Closing stops it, and so does the end of the JVM.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    public static final String USER = "postgres";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int ATTEMPTS = 5;

    private final Path control;
    private final Path folder;
    private final Thread onExit = new Thread(this::stop, "postgres-stop");
    private int port;

    private PostgresServer(Path control) throws IOException {
        this.control = control;
        folder = Files.createTempDirectory("nameplate-postgres");
        if (ROOT) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
    }

    /** Starts it and waits until it answers; skips the test where it is not installed, which is a failure with {@code CI} set. */
    public static PostgresServer start() throws IOException {
        PostgresServer server = new PostgresServer(installed());
        server.run("init", "--options=--auth=trust --username=postgres --encoding=UTF8 --no-locale --no-sync");
        Runtime.getRuntime().addShutdownHook(server.onExit);
        for (int attempt = 1; ; attempt++) {
            server.port = FreePort.next();
            try {
                server.run(
                        "start",
                        "--wait",
                        "--log=" + server.folder.resolve("log"),
                        "--options=-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off"
                                .formatted(server.port, server.folder));
                return server;
            } catch (IllegalStateException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private static Path installed() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(VERSIONS)) {
            try (Stream<Path> versions = Files.list(VERSIONS)) {
                versions.map(version -> version.resolve("bin/pg_ctl"))
                        .filter(Files::isExecutable)
                        .forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            String sentence = "not installed: " + VERSIONS + "/*/bin/pg_ctl (apt-get install postgresql)";
            if (System.getenv("CI") != null) {
                throw new AssertionError(sentence);
            }
            Assumptions.abort(sentence);
        }
        return found.get(0);
    }

    /** Where the database is; the user is {@link #USER}, without a password. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    /** The database {@code postgres}, which is empty at first. */
    DataSource database() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url());
        source.setUser(USER);
        return source;
    }

    /** The database without anything in it. */
    DataSource emptied() throws SQLException {
        DataSource source = database();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE");
            statement.execute("CREATE SCHEMA public");
        }
        return source;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        stop();
    }

    private void stop() {
        run("stop", "--mode=immediate");
        execute(List.of("rm", "-rf", folder.toString()));
    }

    private void run(String verb, String... options) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.addAll(List.of(control.toString(), verb, "--pgdata=" + folder.resolve("data")));
        command.addAll(List.of(options));
        execute(command);
    }

    private void execute(List<String> command) {
        try {
            Path output = Files.createTempFile("nameplate-postgres", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exit = process.waitFor();
            String said = Files.readString(output, UTF_8);
            Files.delete(output);
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit + ":\n" + said);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(String.join(" ", command) + " did not run", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", command) + " was interrupted", stopped);
        }
    }
}
