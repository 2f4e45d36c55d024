/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Flink cluster of our own: JobManager and TaskManagers as processes from ordinary jars, under the shipped settings. */
public final class FlinkProcesses implements AutoCloseable {

    private static final Path SETTINGS = Path.of("..", "deploy", "flink");

    private final Path folder;
    private final int rpcPort;
    private final int restPort;
    private final List<Process> taskManagers = new ArrayList<>();
    private Process jobManager;

    public FlinkProcesses(Path folder) throws IOException {
        this.folder = folder;
        rpcPort = FreePort.next();
        restPort = FreePort.next();
        startJobManager();
    }

    public String address() {
        return "127.0.0.1:" + restPort;
    }

    public void startJobManager() throws IOException {
        jobManager = start("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    }

    public void startTaskManager() throws IOException {
        taskManagers.add(start("org.apache.flink.runtime.taskexecutor.TaskManagerRunner"));
    }

    private Process start(String main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main,
                        "--configDir",
                        SETTINGS.toAbsolutePath().normalize().toString(),
                        "-D",
                        "jobmanager.rpc.port=" + rpcPort,
                        "-D",
                        "rest.port=" + restPort,
                        "-D",
                        "metrics.fetcher.update-interval=500",
                        "-D",
                        "io.tmp.dirs=" + Files.createDirectories(folder.resolve("tmp")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("flink.log").toFile()))
                .start();
    }

    /** What the processes have said last. */
    public String said() {
        try {
            String said = Files.readString(folder.resolve("flink.log"));
            return said.substring(Math.max(0, said.length() - 8000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** With -9. */
    public void killJobManager() {
        jobManager.destroyForcibly().onExit().join();
    }

    /** All of them at once, with -9. */
    public void killTaskManagers() {
        taskManagers.forEach(Process::destroyForcibly);
        taskManagers.forEach(process -> process.onExit().join());
        taskManagers.clear();
    }

    @Override
    public void close() {
        killTaskManagers();
        killJobManager();
    }
}
