/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.sink.InfluxSettings;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MemoryBroker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One run of the whole job on a MiniCluster of its own, against a broker in memory and a ledger over HTTP. */
final class JobUnderTest implements AutoCloseable {

    private final String name = UUID.randomUUID().toString();
    private final JobClient client;
    private final Optional<Path> restored;
    private boolean stopped;

    JobUnderTest(
            Path data,
            RegistryAccess registry,
            MemoryBroker broker,
            FakeLedger ledger,
            List<SettledThrough> settled,
            int parallelism)
            throws Exception {
        this(data, registry, broker, ledger, settled, parallelism, Checkpoints.newest(data), Optional.empty());
    }

    JobUnderTest(
            Path data,
            RegistryAccess registry,
            MemoryBroker broker,
            FakeLedger ledger,
            List<SettledThrough> settled,
            int parallelism,
            Optional<Path> restore,
            Optional<InfluxSettings> influx)
            throws Exception {
        restored = restore;
        Configuration flink = FlinkSettings.of(data, Duration.ofMillis(300), parallelism, restore);
        flink.setString("execution.checkpointing.data-inline-threshold", "1mb");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        new Topology(
                        name,
                        "job",
                        registry,
                        broker.links(),
                        Clock.systemUTC(),
                        Duration.ofHours(1),
                        Duration.ofMinutes(60),
                        settled,
                        SettledBefore.of(registry.current(), settled),
                        ledger.url(),
                        influx)
                .build(environment);
        client = environment.executeAsync("test");
    }

    Optional<Path> restored() {
        return restored;
    }

    long count(Counter counter) {
        return Counters.of(name).get(counter);
    }

    Counters counters() {
        return Counters.of(name);
    }

    /** Stops the job into a savepoint below a folder; its own folder. */
    Path stop(Path folder) throws Exception {
        String where = client.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        client.getJobExecutionResult().get();
        stopped = true;
        return Path.of(URI.create(where));
    }

    /** What ended the job. */
    Throwable failure() throws InterruptedException {
        try {
            client.getJobExecutionResult().get();
            return new AssertionError("the job ended without a failure");
        } catch (ExecutionException e) {
            return e;
        }
    }

    @Override
    public void close() throws Exception {
        if (stopped) {
            return;
        }
        client.cancel().get();
        try {
            client.getJobExecutionResult().get();
        } catch (ExecutionException cancelled) {
            // that is how a cancelled job ends
        }
    }
}
