/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What one collector adds to one hall in one settlement interval. Of one collector, evidence always comes before the
 * {@link Complete} that speaks of it.
 */
public sealed interface HallChange {

    /** The type as Flink must know it. */
    TypeInformation<HallChange> TYPE = new FlatType<>(HallChange.class, new HallChangeSerializer());

    HallId hall();

    /** First second of the interval. */
    long start();

    /** The run of the job that sent it; 0 while that knows less than an earlier run did, and nothing is to be said. */
    long generation();

    /**
     * Something new is known of the hall's nodes.
     *
     * @param evidence belongs to who takes the change: it may be added to
     */
    record Evidence(HallId hall, long start, long generation, HallEvidence evidence) implements HallChange {}

    /** Something new is known of the hall's plant: the readings whose hold touches the interval. */
    record Plant(HallId hall, long start, long generation, PlantTimeline plant) implements HallChange {}

    /**
     * The collector has nothing more to say of the interval. Told again when more is known of what is missing.
     *
     * @param byDeadline it has not said so: it was waited for long enough
     * @param registryVersion known where this is told; the hall's process may not have heard of it yet
     * @param gaps what is known by now of records of the interval that are missing; not to be changed
     */
    record Complete(
            HallId hall,
            long start,
            long generation,
            CollectorId collector,
            boolean byDeadline,
            long registryVersion,
            Gaps gaps)
            implements HallChange {

        /** Where nothing is known of missing records. */
        public Complete(
                HallId hall,
                long start,
                long generation,
                CollectorId collector,
                boolean byDeadline,
                long registryVersion) {
            this(hall, start, generation, collector, byDeadline, registryVersion, new Gaps());
        }
    }

    /** Evidence that came after its interval was forgotten: it only passes. */
    record Late(HallId hall, long start, long generation, KeptEvidence evidence) implements HallChange {}

    /** The collector's later evidence of the interval goes to the side: what is kept for restating it can go. */
    record Forget(HallId hall, long start, long generation, CollectorId collector) implements HallChange {}
}
