/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;

/**
 * The rows that turn an evidence code into a state, for one capacity line: the first row that matches wins. Hot path:
 * a finding is packed into an int (see {@link #lossBucket}, {@link #lostPerMille} and their like).
 */
final class Ladder {

    private static final int THERMAL = 0x20 | 0x40;
    private static final int POWER_BRAKE = 0x80;
    private static final int POWER_CAP = 0x4;
    private static final int CLOCK_SETTING = 0x2;
    private static final int HARDWARE_SLOWDOWN = 0x8;

    private static final int LOST_SHIFT = 4;
    private static final int DELIVERED_UTILIZED = 1 << 15;
    private static final int WORKING = 1 << 16;
    private static final int UNASSESSED = 1 << 17;

    private final int guaranteedMhz;
    private final int contractedLimitW;
    private final boolean tenantOperates;
    private final long unreachableAfter;
    private final boolean[] unusable = new boolean[1024];

    Ladder(Lease lease, CapacityLine line) {
        this.guaranteedMhz = line.guaranteedClockMhz();
        this.contractedLimitW = line.contractedLimitW();
        this.tenantOperates = lease.tenantOperates();
        this.unreachableAfter = lease.unreachableAfter().toSeconds();
        for (int xid : lease.xidTable().unusable()) {
            unusable[Math.min(xid, unusable.length - 1)] = true;
        }
    }

    /**
     * The finding on a GPU, before windows take its loss.
     *
     * @param at start of the slot piece, epoch seconds
     * @param ordered a curtailment order covers the GPU
     */
    int find(long code, PlantState power, PlantState cooling, long at, boolean ordered) {
        if (Evidence.isData(code)) {
            return ofData(code, cooling, ordered);
        }
        return lost(Evidence.isAbsent(code) ? ofAbsence(code, power, cooling, at) : Bucket.UNMEASURED);
    }

    private int ofData(long code, PlantState cooling, boolean ordered) {
        if (Evidence.isConflict(code)) {
            return lost(Bucket.UNMEASURED);
        }
        if (unusable[Evidence.condition(code)] || Evidence.isCountShort(code)) {
            return lost(Bucket.FAULTED);
        }
        if (Evidence.isMissing(code)) {
            return lost(Bucket.UNMEASURED);
        }
        Work work = Evidence.work(code);
        if (work == Work.IDLE) {
            return Bucket.IDLE.index;
        }
        if (work == Work.UNKNOWN) {
            return lost(Bucket.UNMEASURED);
        }
        int clock = Evidence.clockMhz(code);
        int reasons = Evidence.reasons(code);
        int working = Bucket.UTILIZED.index | DELIVERED_UTILIZED | WORKING;
        if (clock == Evidence.UNKNOWN) {
            return working | UNASSESSED;
        }
        if (clock >= guaranteedMhz) {
            return working;
        }
        if (reasons == Evidence.UNKNOWN) {
            return working | UNASSESSED;
        }
        Bucket bucket = ofLowClock(code, reasons, cooling, ordered);
        return bucket == Bucket.UTILIZED
                ? working
                : bucket.index | perMilleBelow(clock) << LOST_SHIFT | DELIVERED_UTILIZED | WORKING;
    }

    private Bucket ofLowClock(long code, int reasons, PlantState cooling, boolean ordered) {
        if ((reasons & THERMAL) != 0) {
            return cooling == PlantState.DOWN ? Bucket.UNCOOLED : Bucket.DERATED_COOLING;
        }
        if ((reasons & POWER_BRAKE) != 0) {
            return Bucket.DERATED_POWER;
        }
        int limit = Evidence.limitW(code);
        boolean capped = (reasons & POWER_CAP) != 0 && limit != Evidence.UNKNOWN && limit < contractedLimitW;
        if (capped || (reasons & CLOCK_SETTING) != 0) {
            return ordered ? Bucket.CURTAILED : tenantOperates ? Bucket.UTILIZED : Bucket.OPERATOR_LIMITED;
        }
        return (reasons & HARDWARE_SLOWDOWN) != 0 ? Bucket.DERATED_UNKNOWN : Bucket.UTILIZED;
    }

    private Bucket ofAbsence(long code, PlantState power, PlantState cooling, long at) {
        Witness witness = Evidence.witness(code);
        if (power == PlantState.DOWN && witness != Witness.ON) {
            return Bucket.UNPOWERED;
        }
        if (cooling == PlantState.DOWN && (witness == Witness.OFF || witness == Witness.NO_LOAD)) {
            return Bucket.UNCOOLED;
        }
        if (Evidence.port(code) == Port.DOWN) {
            return Bucket.UNCONNECTED;
        }
        if (witness == Witness.OFF && power == PlantState.UP) {
            return Bucket.FAULTED;
        }
        if (witness == Witness.NO_LOAD && at >= unreachableFrom(code)) {
            return Bucket.FAULTED;
        }
        return Evidence.isRebooted(code) ? Bucket.FAULTED : Bucket.UNMEASURED;
    }

    /** From when a node that draws no load counts as faulted, in epoch seconds. */
    long unreachableFrom(long code) {
        return Evidence.since(code) + unreachableAfter;
    }

    /** How far a clock is below the guaranteed one, per mille of it, rounded once, half to even. */
    private int perMilleBelow(int clock) {
        long thousandfold = (guaranteedMhz - clock) * 1000L;
        long quotient = thousandfold / guaranteedMhz;
        long twice = 2 * (thousandfold - quotient * guaranteedMhz);
        boolean up = twice > guaranteedMhz || (twice == guaranteedMhz && (quotient & 1) == 1);
        return (int) (up ? quotient + 1 : quotient);
    }

    private static int lost(Bucket bucket) {
        return bucket.index | 1000 << LOST_SHIFT;
    }

    /** Where the lost part of a finding counts; it means nothing when {@link #lostPerMille} is 0. */
    static int lossBucket(int finding) {
        return finding & 0xf;
    }

    static int lostPerMille(int finding) {
        return finding >>> LOST_SHIFT & 0x7ff;
    }

    /** Where the delivered part of a finding counts. */
    static int deliveredBucket(int finding) {
        return (finding & DELIVERED_UTILIZED) != 0 ? Bucket.UTILIZED.index : Bucket.IDLE.index;
    }

    /** The GPU was at work, so the performance term counts it. */
    static boolean isWorking(int finding) {
        return (finding & WORKING) != 0;
    }

    /** The GPU was at work and its source does not say what the performance term needs. */
    static boolean isUnassessed(int finding) {
        return (finding & UNASSESSED) != 0;
    }
}
