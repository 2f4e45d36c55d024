/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What the hall verdict says, in order: evidence always before the settled parts that rest on it. */
public sealed interface HallWord permits LinePart, HallWord.Evidence {

    /** The type as Flink must know it. */
    TypeInformation<HallWord> TYPE = new FlatType<>(HallWord.class, new HallWordSerializer());

    HallId hall();

    /** The run of the job that sent it. */
    long generation();

    /** Evidence for the ledger's store, as the bytes of {@link KeptEvidence}. */
    final class Evidence implements HallWord {

        private final HallId hall;
        private final long start;
        private final long generation;
        private final boolean late;
        private final byte[] canonical;

        /** @param late it came after its interval was forgotten */
        public Evidence(KeptEvidence evidence, long generation, boolean late) {
            this(evidence.hall(), evidence.intervalStart(), generation, late, evidence.toBytes());
        }

        Evidence(HallId hall, long start, long generation, boolean late, byte[] canonical) {
            this.hall = hall;
            this.start = start;
            this.generation = generation;
            this.late = late;
            this.canonical = canonical;
        }

        @Override
        public HallId hall() {
            return hall;
        }

        /** First second of the interval. */
        public long start() {
            return start;
        }

        @Override
        public long generation() {
            return generation;
        }

        public boolean late() {
            return late;
        }

        public byte[] canonical() {
            return canonical;
        }
    }
}
