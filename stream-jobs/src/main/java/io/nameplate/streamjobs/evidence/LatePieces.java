/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the pieces of evidence of one flush that can no longer change their interval; says so once. */
final class LatePieces {

    private static final Logger LOGGER = LoggerFactory.getLogger(LatePieces.class);

    private final CollectorDesk desk;
    private final Counters counters;
    private boolean said;

    LatePieces(CollectorDesk desk, Counters counters) {
        this.desk = desk;
        this.counters = counters;
    }

    /** Where a piece belongs. */
    enum Place {
        /** To its interval. */
        HALL,
        /** Beside its interval, which is forgotten. */
        LATE,
        /** Nowhere yet: its interval is before the collector's first one, unless that begins earlier after all. */
        EARLY,
        /** Nowhere: its interval was never this job's. */
        NONE
    }

    Place of(Premerge.Spot spot, boolean plant) {
        if (!desk.progress().isLate(spot.start())) {
            return Place.HALL;
        }
        if (spot.start() < desk.settledBefore()) {
            counters.add(Counter.ALREADY_SETTLED);
            return Place.NONE;
        }
        if (plant && !desk.progress().hasLeftAnythingBehind()) {
            return Place.EARLY;
        }
        counters.add(Counter.LATE);
        if (!said) {
            said = true;
            LOGGER.atWarn()
                    .addKeyValue("collector", desk.collector())
                    .addKeyValue("hall", spot.hall())
                    .addKeyValue("interval", Instant.ofEpochSecond(spot.start()))
                    .log("evidence came after its interval was forgotten and is kept beside it in the evidence store");
        }
        return Place.LATE;
    }
}
