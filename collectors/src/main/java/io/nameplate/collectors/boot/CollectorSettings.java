/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything a collector can be told; see {@code docs/collector.md}. */
@ConfigMapping(prefix = "nameplate.collector")
public interface CollectorSettings {

    /** The collector's id in the registry. Required. */
    Optional<String> id();

    /** The folder of the spool, the saved state and the last registry; used by this collector alone. Required. */
    Optional<String> data();

    /** The MQTT 5 broker that records go to, such as tcp://127.0.0.1:1883. Required. */
    Optional<String> broker();

    /** The ledger's address, such as http://127.0.0.1:8620: the registry comes from there. Required. */
    Optional<String> ledger();

    /** The device file: what to poll and what to listen to. Without one, and without a replay, nothing is read. */
    Optional<String> devices();

    /** A folder with further device profiles; one of a shipped profile's name takes its place. */
    Optional<String> profiles();

    /** Who has to commit a record before it may be forgotten. */
    @WithDefault("job")
    List<String> consumers();

    /** The most nodes of one record. */
    @WithDefault("64")
    int batchNodes();

    /** How often the time is looked at: slots without new readings close that much late at most. */
    @WithDefault("250ms")
    Duration tick();

    /** How often the ledger is asked for a newer registry. */
    @WithDefault("30s")
    Duration registryRefresh();

    /** The spool's bounds. */
    Spool spool();

    /** Playing a readings file instead of reading devices. */
    Replay replay();

    /** Bounds of the spool. */
    interface Spool {

        /** How long committed records are kept all the same. */
        @WithDefault("72h")
        Duration rawKeep();

        /** The most bytes the spool may hold; beyond it the oldest records are dropped, committed ones first. */
        @WithDefault("21474836480")
        long maxBytes();

        /** Bytes after which a segment file is sealed. */
        @WithDefault("67108864")
        long segmentBytes();
    }

    /** What to replay. */
    interface Replay {

        /** A file in the readings format, played as fast as it can be read; see {@code docs/readings-format.md}. */
        Optional<String> file();
    }
}
