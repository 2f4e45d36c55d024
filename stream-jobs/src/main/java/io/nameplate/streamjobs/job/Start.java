/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;

/**
 * What a run of the job begins with: a checkpoint or savepoint to go on from, else what the ledger has settled; and the
 * registry that its slot and interval come from.
 */
record Start(Arguments arguments, Optional<Path> restore, Registry registry, List<SettledThrough> settled) {

    /** Finds it; waits for the registry, and without a checkpoint for the ledger, as long as it takes. */
    static Start find(Arguments arguments, PrintStream out) throws IOException, InterruptedException {
        Optional<Path> restore =
                arguments.restore().isPresent() ? arguments.restore() : Checkpoints.newest(arguments.data());
        Registry registry = awaitRegistry(arguments, restore.isPresent(), out);
        List<SettledThrough> settled = restore.isPresent() ? List.of() : awaitSettled(arguments, out);
        out.println(restore.map(path -> "going on from checkpoint " + path)
                .orElse("starting without state; the ledger has settled " + settled.size() + " lines before"));
        return new Start(arguments, restore, registry, settled);
    }

    private static Registry awaitRegistry(Arguments arguments, boolean hasState, PrintStream out)
            throws InterruptedException {
        RegistryFeed feed = new RegistryFeed(new LedgerReads(arguments.ledger()), arguments.data());
        feed.readCache();
        if (!hasState) {
            feed.poll();
        }
        if (feed.known().isEmpty()) {
            out.println("waiting for a registry from " + arguments.ledger());
        }
        while (feed.known().isEmpty()) {
            feed.poll();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        Registry current = feed.current();
        out.println("registry version " + current.version() + " of site " + current.site());
        return current;
    }

    private static List<SettledThrough> awaitSettled(Arguments arguments, PrintStream out) throws InterruptedException {
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

    String restoredFrom() {
        return restore.map(Path::toString).orElse("nothing");
    }

    Configuration flink() {
        return FlinkSettings.of(arguments.data(), arguments.checkpointInterval(), arguments.parallelism(), restore);
    }

    Topology topology() {
        Path data = arguments.data();
        return new Topology(
                data.toString(),
                arguments.consumer(),
                new LedgerRegistry(arguments.ledger(), data.toString(), registry.slot(), registry.interval()),
                arguments.mqttClient().factory(arguments.broker()),
                Clock.systemUTC(),
                arguments.deadline().orElse(null),
                arguments.horizon(),
                settled,
                SettledBefore.of(registry, settled),
                arguments.ledger(),
                arguments.influx());
    }
}
