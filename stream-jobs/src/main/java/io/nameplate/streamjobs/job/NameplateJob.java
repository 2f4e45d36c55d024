/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.ingest.PahoLink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the stream job on a local MiniCluster until it is stopped. It goes on from its newest complete checkpoint; without
 * one it asks the ledger what is settled already and makes only what is not.
 */
public final class NameplateJob {

    private static final int USAGE = 2;
    private static final int FAILED = 3;

    private final Arguments arguments;
    private final PrintStream out;

    private NameplateJob(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

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
        try {
            new NameplateJob(arguments, System.out).run();
        } catch (Exception e) {
            if (e instanceof InterruptedException stopped) {
                throw stopped;
            }
            System.err.println("The stream job stopped: " + sentence(e));
            System.exit(FAILED);
        }
    }

    private void run() throws Exception {
        Path data = arguments.data();
        Files.createDirectories(data.resolve("tmp"));
        String job = data.toString();
        Counters counters = Counters.of(job);
        try (AutoCloseable status = serveStatus(counters)) {
            Optional<Path> restore = Checkpoints.newest(data);
            LedgerRegistry registry = new LedgerRegistry(arguments.ledger(), data.toString());
            Registry version = awaitRegistry(registry, restore.isPresent());
            List<SettledThrough> settled = restore.isPresent() ? List.of() : awaitSettled();
            counters.state("restored_from", restore.map(Path::toString).orElse("nothing"));
            out.println(restore.map(path -> "going on from checkpoint " + path)
                    .orElse("starting without state; the ledger has settled " + settled.size() + " lines before"));
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(
                    arguments.parallelism(),
                    FlinkSettings.of(data, arguments.checkpointInterval(), arguments.parallelism(), restore));
            new Topology(
                            job,
                            arguments.consumer(),
                            registry,
                            PahoLink.factory(arguments.broker()),
                            Clock.systemUTC(),
                            arguments.deadline().orElse(version.deadline()),
                            arguments.horizon(),
                            settled,
                            SettledBefore.of(version, settled),
                            data.resolve("late").toString(),
                            arguments.ledger(),
                            arguments.influx())
                    .build(environment);
            JobClient client = environment.executeAsync("nameplate");
            out.println("running");
            client.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private AutoCloseable serveStatus(Counters counters) throws IOException {
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

    private Registry awaitRegistry(LedgerRegistry registry, boolean hasState) throws InterruptedException {
        RegistryFeed feed = RegistryFeed.of(registry.ledger(), registry.folder());
        if (!hasState) {
            feed.poll();
        }
        if (feed.known().isEmpty()) {
            out.println("waiting for a registry from " + arguments.ledger());
        }
        Registry current = feed.current();
        feed.pin();
        out.println("registry version " + current.version() + " of site " + current.site());
        return current;
    }

    private List<SettledThrough> awaitSettled() throws InterruptedException {
        LedgerReads ledger = new LedgerReads(arguments.ledger());
        for (int attempt = 1; true; attempt++) {
            try {
                return ledger.settled();
            } catch (IOException e) {
                if (attempt == 1) {
                    out.println("waiting for the ledger to say what is settled (there is no checkpoint): "
                            + e.getMessage());
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
