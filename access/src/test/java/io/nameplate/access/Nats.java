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

/**
 * A nats-server of a test's own with its gateway for MQTT, which speaks 3.1.1 alone, as under NVIDIA's DSX Exchange. It keeps
 * sessions and retained messages in its folder.
 */
public final class Nats implements AutoCloseable {

    private static final String PROGRAM = "/usr/sbin/nats-server";

    private final Path folder;
    private final int port = FreePort.next();
    private Process process;

    /** Starts it. */
    public Nats(Path folder) throws IOException, InterruptedException {
        Tools.need(PROGRAM);
        this.folder = folder;
        Files.writeString(
                folder.resolve("nats.conf"), """
                server_name: exchange
                listen: "127.0.0.1:%d"
                jetstream { store_dir: "%s" }
                mqtt { listen: "127.0.0.1:%d", ack_wait: "1s" }
                """.formatted(FreePort.next(), folder.resolve("jetstream"), port));
        run();
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /**
     * Lets mosquitto_pub publish something, and gives its exit code.
     *
     * @param what words of its command, such as {@code -m} and a message
     */
    public int publish(int qos, String topic, String... what) throws IOException, InterruptedException {
        Tools.need("/usr/bin/mosquitto_pub");
        List<String> command = new ArrayList<>(List.of("/usr/bin/mosquitto_pub", "-V", "311", "-h", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(port), "-q", Integer.toString(qos), "-t", topic));
        command.addAll(List.of(what));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Starts it again after it was killed, and waits until it listens. */
    public void run() throws IOException, InterruptedException {
        process = new ProcessBuilder(PROGRAM, "-c", folder.resolve("nats.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nats.log").toFile())
                .start();
        Tools.await("nats-server listens", this::listens);
        assertThat(process.isAlive()).isTrue();
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

    @Override
    public void close() {
        kill();
    }
}
