/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Intake;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what came of a collector's messages, and logs what a person may have to know. */
final class Incidents {

    private static final Logger LOGGER = LoggerFactory.getLogger(Incidents.class);

    private final CollectorId collector;
    private final Counters counters;

    Incidents(CollectorId collector, Counters counters) {
        this.collector = collector;
        this.counters = counters;
    }

    void outdatedHead() {
        LOGGER.atDebug().addKeyValue("collector", collector).log("an old head was kept");
    }

    /** Two that run are named as the broker's log and their own name them: by the end of their client's name. */
    void twoInstances(long one, long other) {
        counters.add(Counter.FORKS);
        LOGGER.atError()
                .addKeyValue("collector", collector)
                .addKeyValue("instance", Long.toHexString(one))
                .addKeyValue("other", Long.toHexString(other))
                .log("two collectors run under one name; nothing is taken from either until one is stopped and"
                        + " the job is restarted");
    }

    /** What became of a record that came. */
    void received(Intake.Outcome outcome) {
        switch (outcome) {
            case TAKEN, FROZEN -> {}
            case BELOW -> counters.add(Counter.DUPLICATES);
            case AHEAD, GAP -> counters.add(Counter.GAPS);
            case FULL -> counters.add(Counter.OVERFLOWED);
            case FORK -> counters.add(Counter.FORKS);
        }
    }

    /** A fork stopped its epoch. */
    void frozen(Intake.Fork fork) {
        LOGGER.atError()
                .addKeyValue("collector", collector)
                .addKeyValue("epoch", fork.epoch())
                .addKeyValue("seq", fork.seq())
                .addKeyValue("ours", fork.expected())
                .addKeyValue("theirs", fork.found())
                .log("a record does not continue what was taken: the spool is a copy; the epoch is frozen");
    }

    /** A record was handed over; it may tell of others that the collector has lost. */
    void taken(UpRecord record) {
        counters.add(Counter.RECORDS);
        if (record.kind() != UpRecord.Kind.LOST) {
            return;
        }
        try {
            Lost lost = Lost.parse(record.body());
            counters.add(Counter.LOST, lost.count());
            LOGGER.atWarn()
                    .addKeyValue("collector", collector)
                    .addKeyValue("epoch", lost.epoch())
                    .addKeyValue("from", lost.from())
                    .addKeyValue("to", lost.to())
                    .addKeyValue("reason", lost.reason())
                    .log("the collector has lost records");
        } catch (WireException unreadable) {
            counters.add(Counter.MALFORMED);
            LOGGER.atWarn().setCause(unreadable).log("a loss cannot be read");
        }
    }

    /** Records were skipped, because the collector does not hold them any more. */
    void skipped(Lost lost) {
        counters.add(Counter.HOLES, lost.count());
        LOGGER.atWarn()
                .addKeyValue("collector", collector)
                .addKeyValue("epoch", lost.epoch())
                .addKeyValue("from", lost.from())
                .addKeyValue("to", lost.to())
                .log("records are gone for ever");
    }
}
