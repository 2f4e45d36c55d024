/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        this(folder, FreePort.next(), List.of(settings));
    }

    private Mosquitto(Path folder, int port, List<String> settings) throws IOException, InterruptedException {
        this(
                folder,
                port,
                "listener " + port + " 127.0.0.1\n" + String.join("\n", settings) + "\n"
                        + (String.join(" ", settings).contains("allow_anonymous") ? "" : "allow_anonymous true\n"));
    }

    /**
     * Starts it.
     *
     * @param port that the configuration names
     * @param configuration all of it
     */
    public Mosquitto(Path folder, int port, String configuration) throws IOException, InterruptedException {
        Tools.need(PROGRAM);
        this.folder = folder;
        this.port = port;
        Files.writeString(folder.resolve("mosquitto.conf"), configuration);
        run();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Of one that was told to speak TLS. */
    public String securedUrl() {
        return "ssl://127.0.0.1:" + port;
    }

    /**
     * Settings of a listener that shows a certificate, wants one, knows passwords, and keeps everybody to the topics that the
     * shipped access rules give him.
     */
    public static String[] guarded(Certificates made, String certificate, Path passwords) throws IOException {
        return new String[] {
            "user root",
            "cafile " + made.certificate("ca"),
            "certfile " + made.certificate(certificate),
            "keyfile " + made.key(certificate),
            "require_certificate true",
            "allow_anonymous false",
            "password_file " + passwords,
            "acl_file " + Path.of("../deploy/mosquitto/acl").toRealPath()
        };
    }

    /** Writes a user into a password file. */
    public static void password(Path file, String user, String password) throws IOException, InterruptedException {
        Tools.need("/usr/bin/mosquitto_passwd");
        Process made = new ProcessBuilder("/usr/bin/mosquitto_passwd", "-b", file.toString(), user, password)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
    }

    /**
     * Lets mosquitto_pub publish something with QoS 1.
     *
     * @param what words of its command, such as {@code -m} and a message
     */
    public void publish(String topic, String... what) throws IOException, InterruptedException {
        Tools.need("/usr/bin/mosquitto_pub");
        List<String> command = new ArrayList<>(List.of("/usr/bin/mosquitto_pub", "-h", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(port), "-q", "1", "-t", topic));
        command.addAll(List.of(what));
        Process publisher = new ProcessBuilder(command).inheritIO().start();
        assertThat(publisher.waitFor()).isZero();
    }

    /** Lets it read its passwords and access rules again. */
    public void readAgain() throws IOException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        assertThat(kill.onExit().join().exitValue()).isZero();
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
