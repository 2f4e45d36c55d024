/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * What a run is made of, drawn from its seed.
 *
 * @param seconds how long things go wrong
 * @param trouble of the facility, see {@link Facility}
 * @param mischief of broker and ledger, per mille of messages
 * @param forgetsAfter so many seconds after the beginning all checkpoints of the job are lost; 0 for never
 * @param correctsAfter so many seconds after the beginning the registry gets another version; 0 for never
 */
record Plan(
        Set<Fault> faults,
        int seconds,
        int trouble,
        int mischief,
        Duration deadline,
        int capacity,
        int everySeconds,
        int forgetsAfter,
        int correctsAfter) {

    /** With these a job begins again with less, and records that a spool lost may be gone but for the ledger's evidence store. */
    private static final Set<Fault> FORGETTING = EnumSet.of(
            Fault.JOB_DIES, Fault.TWO_JOBS, Fault.CHECKPOINTS_FAIL, Fault.OLD_CHECKPOINT, Fault.SPOOL_ROLLED_BACK);

    /** What may go wrong. */
    enum Fault {
        /** Messages get lost, doubled, and overtake each other between topics. */
        WIRE,
        /** A collector dies at some step; its last write may be torn. */
        COLLECTOR_DIES,
        /** The job dies at some step. */
        JOB_DIES,
        /** The broker is killed, and remembers all, nothing, or what was long ago. */
        BROKER_DIES,
        /** A connection breaks. */
        CONNECTION_BREAKS,
        /** The ledger is away, busy, or its answers get lost. */
        LEDGER_AWAY,
        /** A collector's clock is set. */
        CLOCK_JUMPS,
        /** A collector's disk is set back to an older state. */
        SPOOL_ROLLED_BACK,
        /** A new job begins while the old one goes on, perhaps cut off from the broker. */
        TWO_JOBS,
        /** Checkpoints take long, fail, or nobody hears that they are whole. */
        CHECKPOINTS_FAIL,
        /** A job is restored from an older checkpoint than the last. */
        OLD_CHECKPOINT,
        /** A spool is so small that it drops what the job has not committed in time. */
        SPOOL_FULL
    }

    /**
     * Draws a plan.
     *
     * @param more for what was thought of later: so the seeds from before go on to mean what they meant
     */
    static Plan of(Random random, Random more) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        int calm = Site.pick(random, 0, 3, 5, 7);
        for (Fault fault : EnumSet.range(Fault.WIRE, Fault.OLD_CHECKPOINT)) {
            if (random.nextInt(10) < calm) {
                faults.add(fault);
            }
        }
        if (faults.contains(Fault.SPOOL_ROLLED_BACK)) {
            faults.removeAll(EnumSet.of(
                    Fault.CLOCK_JUMPS, Fault.JOB_DIES, Fault.TWO_JOBS, Fault.CHECKPOINTS_FAIL, Fault.OLD_CHECKPOINT));
        }
        if (more.nextInt(5) == 0 && Collections.disjoint(faults, FORGETTING)) {
            faults.add(Fault.SPOOL_FULL);
        }
        if (more.nextInt(3) == 0 && faults.contains(Fault.SPOOL_ROLLED_BACK)) {
            faults.add(Fault.CLOCK_JUMPS);
        }
        boolean forgets = more.nextInt(8) == 0
                && Collections.disjoint(faults, EnumSet.of(Fault.SPOOL_ROLLED_BACK, Fault.SPOOL_FULL));
        int seconds = Site.pick(random, 40, 80, 120, 160);
        return new Plan(
                faults,
                seconds,
                Site.pick(random, 0, 5, 20, 60),
                faults.contains(Fault.WIRE) ? Site.pick(random, 5, 20, 60) : 0,
                Duration.ofSeconds(Site.pick(random, 20, 40, 300)),
                Site.pick(random, 2, 8, 512),
                Site.pick(random, 4, 10, 25),
                forgets ? 15 + more.nextInt(seconds) : 0,
                more.nextInt(6) == 0 ? 15 + more.nextInt(seconds) : 0);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }
}
