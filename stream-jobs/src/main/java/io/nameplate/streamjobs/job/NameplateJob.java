/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.streamjobs.flow.Counters;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the stream job until it is stopped, on a local MiniCluster or on a Flink cluster. It goes on from its newest
 * complete checkpoint; without one it asks the ledger what is settled already and makes only what is not.
 */
public final class NameplateJob {

    private static final int USAGE = 2;
    private static final int FAILED = 3;

    private NameplateJob() {}

    /** Runs the job; exits with 2 for a wrong command line and with 3 if it had to stop. */
    public static void main(String[] args) throws InterruptedException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (Arguments.UsageException e) {
            System.err.println(e.getMessage() + "\n" + Arguments.USAGE);
            System.exit(USAGE);
            return;
        }
        arguments.remarks().forEach(System.err::println);
        try {
            if (arguments.cluster().isPresent()) {
                new OnCluster(arguments, arguments.cluster().get(), System.out).run();
            } else {
                runHere(arguments, System.out);
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException stopped) {
                throw stopped;
            }
            System.err.println("The stream job stopped: " + sentence(e));
            System.exit(FAILED);
        }
    }

    private static void runHere(Arguments arguments, PrintStream out) throws Exception {
        Files.createDirectories(arguments.data().resolve("tmp"));
        Counters counters = Counters.of(arguments.data().toString());
        try (AutoCloseable status = serveStatus(arguments, counters, out)) {
            Start start = Start.find(arguments, out);
            counters.state("restored_from", start.restoredFrom());
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.createLocalEnvironment(arguments.parallelism(), start.flink());
            start.topology().build(environment);
            JobClient client = environment.executeAsync("nameplate");
            out.println("running");
            client.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static AutoCloseable serveStatus(Arguments arguments, Counters counters, PrintStream out)
            throws IOException {
        if (arguments.restPort().isEmpty()) {
            return () -> {};
        }
        int port = arguments.restPort().get();
        try {
            StatusServer server = new StatusServer(port, counters);
            out.println("status at http://127.0.0.1:" + server.port() + "/status");
            return server;
        } catch (IOException e) {
            throw new IOException("port " + port + " of --rest-port cannot be listened on: " + e.getMessage(), e);
        }
    }

    /** The first cause, in words. */
    static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
