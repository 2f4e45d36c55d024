/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mosquitto of a test's own, on a port that stays; it keeps nothing on disk and forgets everything when it is killed. */
public final class Mosquitto implements AutoCloseable {

    private static final String PROGRAM = "/usr/sbin/mosquitto";

    private final Path folder;
    private final int port;
    private Process process;

    /**
     * Starts it.
     *
     * @param settings further lines of its configuration
     */
    public Mosquitto(Path folder, String... settings) throws IOException, InterruptedException {
        Tools.need(PROGRAM);
        this.folder = folder;
        port = FreePort.next();
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\n" + String.join("\n", settings) + "\n");
        run();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Starts it again after it was killed, and waits until it listens. */
    public void run() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        PROGRAM, "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Tools.await("mosquitto listens", this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it where it stands: connections stay open and nothing is answered. */
    public void stand() throws IOException {
        Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start();
        assertThat(kill.onExit().join().exitValue()).isZero();
    }

    @Override
    public void close() {
        kill();
    }
}
