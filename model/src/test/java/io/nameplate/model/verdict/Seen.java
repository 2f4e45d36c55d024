/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;

/** What a test says was seen of a GPU in a slot, in words instead of bits; -1 is 'not said'. */
sealed interface Seen {

    /** The code that says the same to the engine; the oracle never looks at it. */
    long code();

    record Data(int condition, int reasons, int clock, int reference, int limit, Work work) implements Seen {
        @Override
        public long code() {
            return Evidence.data(condition, reasons, clock, reference, limit, work);
        }

        /** Whether evidence can tell two data readings apart: it keeps neither boost clocks nor other reasons. */
        boolean alike(Data other) {
            return condition == other.condition
                    && (reasons < 0 ? -1 : reasons & 0xee) == (other.reasons < 0 ? -1 : other.reasons & 0xee)
                    && Math.min(clock, reference) == Math.min(other.clock, other.reference)
                    && limit == other.limit
                    && work == other.work;
        }
    }

    record Missing(int condition, boolean countShort) implements Seen {
        @Override
        public long code() {
            return Evidence.missing(condition, countShort);
        }
    }

    record Absent(AbsentReason reason, Witness witness, Port port, long since, boolean rebooted) implements Seen {
        @Override
        public long code() {
            return Evidence.absent(reason, witness, port, since, rebooted);
        }
    }
}
