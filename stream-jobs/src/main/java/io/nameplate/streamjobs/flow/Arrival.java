/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What the source hands to the evidence beside it, in the order it was taken, per collector. */
public sealed interface Arrival {

    /** The type as Flink must know it. */
    TypeInformation<Arrival> TYPE = new FlatType<>(Arrival.class, new ChainedOnly());

    CollectorId collector();

    /** The run of the job that took it: rises with every start. */
    long generation();

    /** A record, taken in sequence: not a duplicate, no hole before it. */
    record Taken(CollectorId collector, long generation, UpRecord record) implements Arrival {}

    /** Records that the collector does not hold any more and that this job never saw, or does not have any more. */
    record Gap(CollectorId collector, long generation, Lost lost) implements Arrival {}

    /** What the collector announces of its epochs. */
    record Announced(CollectorId collector, long generation, Head head) implements Arrival {}

    /**
     * Whether everything that the collector has announced so far has been handed over. False also while nobody can know:
     * the broker is away, or the collector has not been heard since it came back.
     */
    record Standing(CollectorId collector, long generation, boolean caughtUp) implements Arrival {}

    /**
     * The broker answers: what the job told it of this collector has come back, and nothing that came before waits to be
     * handed over. A job that is cut off hears of nobody, which says nothing of the collectors.
     *
     * @param atMillis when it came, in epoch milliseconds: it may have waited behind records since
     */
    record Echo(CollectorId collector, long generation, long atMillis) implements Arrival {}

    /** Whether everything that an earlier run of the job had taken has been handed over again. True unless told. */
    record Level(CollectorId collector, long generation, boolean reached) implements Arrival {}
}
