/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** How Flink runs the job in this process: checkpoints on disk, restarts for ever, nothing outside the data folder. */
final class FlinkSettings {

    /** Cuts the keyed state into as many shares; state that was made with another number cannot be restored. */
    private static final int MOST_PARALLEL = 128;

    private FlinkSettings() {}

    /**
     * The configuration.
     *
     * @param restore the checkpoint, which becomes the job's own, or the savepoint to go on from
     */
    static Configuration of(Path data, Duration checkpointInterval, int parallelism, Optional<Path> restore) {
        Configuration flink = new Configuration();
        set(flink, "parallelism.default", parallelism);
        set(flink, "pipeline.max-parallelism", MOST_PARALLEL);
        set(flink, "taskmanager.numberOfTaskSlots", parallelism);
        set(flink, "taskmanager.memory.managed.size", "8m");
        set(flink, "taskmanager.memory.network.min", "32m");
        set(flink, "taskmanager.memory.network.max", "32m");
        set(flink, "pipeline.generic-types", false);
        set(flink, "pipeline.object-reuse", true);
        set(flink, "state.backend.type", "hashmap");
        set(flink, "execution.checkpointing.interval", checkpointInterval.toMillis() + "ms");
        set(flink, "execution.checkpointing.mode", "EXACTLY_ONCE");
        set(flink, "execution.checkpointing.storage", "filesystem");
        set(flink, "execution.checkpointing.dir", Checkpoints.folder(data).toUri());
        set(
                flink,
                "execution.checkpointing.savepoint-dir",
                Checkpoints.savepoints(data).toUri());
        set(flink, "execution.checkpointing.snapshot-compression", true);
        set(flink, "execution.checkpointing.num-retained", 3);
        set(flink, "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        set(flink, "execution.checkpointing.tolerable-failed-checkpoints", Integer.MAX_VALUE);
        set(flink, "restart-strategy.type", "fixed-delay");
        set(flink, "restart-strategy.fixed-delay.attempts", Integer.MAX_VALUE);
        set(flink, "restart-strategy.fixed-delay.delay", "1s");
        set(flink, "heartbeat.timeout", "120s");
        set(flink, "pekko.ask.timeout", "60s");
        set(flink, "rest.address", "127.0.0.1");
        set(flink, "rest.bind-address", "127.0.0.1");
        set(flink, "rest.bind-port", "0");
        set(flink, "io.tmp.dirs", data.resolve("tmp"));
        set(flink, "process.working-dir", data.resolve("tmp"));
        restore.ifPresent(restored -> {
            set(flink, "execution.state-recovery.path", restored.toUri());
            set(
                    flink,
                    "execution.state-recovery.claim-mode",
                    restored.startsWith(Checkpoints.folder(data)) ? "CLAIM" : "NO_CLAIM");
        });
        return flink;
    }

    private static void set(Configuration flink, String key, Object value) {
        flink.setString(key, String.valueOf(value));
    }
}
