/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.CollectorId;

/**
 * Says which subtask a collector belongs to: source and evidence must agree on it, and find their state by it after a
 * restart with another parallelism.
 */
public final class Shares {

    private Shares() {}

    /** The subtask, from 0, that takes the collector's records and keeps its progress. */
    public static int owner(CollectorId collector, int parallelism) {
        return Math.floorMod(collector.value().hashCode(), parallelism);
    }
}
