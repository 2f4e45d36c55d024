/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.access.Tools;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers of pymodbus, which we did not write, and what talks to them. */
final class Pymodbus implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final Path registers;
    final int port = FreePort.next();
    private final Path log;
    private final List<String> mode;
    private Process server;

    /** A server of the registers of a file in a folder, which has to be started. */
    Pymodbus(Path folder, String... mode) throws IOException, InterruptedException {
        Tools.needPythonModule("pymodbus.server");
        this.registers = folder.resolve("registers.txt");
        this.log = folder.resolve("server.log");
        this.mode = List.of(mode);
    }

    void start() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "/usr/bin/python3",
                "src/test/resources/modbus_server.py",
                Integer.toString(port),
                registers.toString()));
        words.addAll(mode);
        server = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    void stop() {
        if (server != null) {
            server.destroyForcibly().onExit().join();
        }
    }

    /** Asks until the server answers at all. */
    Answer firstAnswer(Desk desk, int unit, Request request) throws InterruptedException {
        Answer[] answer = new Answer[1];
        Tools.await("the server listens", () -> {
            answer[0] = desk.ask(unit, request);
            return answer[0].trouble() != Trouble.REFUSED;
        });
        return answer[0];
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
