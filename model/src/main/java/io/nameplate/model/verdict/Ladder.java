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
    private static final int ROW_SHIFT = 18;

    private final int guaranteedMhz;
    private final int contractedLimitW;
    private final boolean tenantOperates;
    private final long unreachableAfter;
    private final boolean[] unusable = new boolean[1024];
    /** The part that a clock loses, per mille of the guaranteed one, by the clock in MHz. */
    private final short[] lostAt;

    Ladder(Lease lease, CapacityLine line) {
        this.guaranteedMhz = line.guaranteedClockMhz();
        this.contractedLimitW = line.contractedLimitW();
        this.tenantOperates = lease.tenantOperates();
        this.unreachableAfter = lease.unreachableAfter().toSeconds();
        this.lostAt = new short[guaranteedMhz];
        for (int clock = 0; clock < guaranteedMhz; clock++) {
            lostAt[clock] = (short) perMilleBelow(clock);
        }
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
        return Evidence.isAbsent(code)
                ? ofAbsence(code, power, cooling, at)
                : lost(Rule.UNKNOWN_OR_CONFLICT, Bucket.UNMEASURED);
    }

    private int ofData(long code, PlantState cooling, boolean ordered) {
        if (Evidence.isConflict(code)) {
            return lost(Rule.UNKNOWN_OR_CONFLICT, Bucket.UNMEASURED);
        }
        if (unusable[Evidence.condition(code)] || Evidence.isCountShort(code)) {
            return lost(Rule.UNUSABLE, Bucket.FAULTED);
        }
        Work work = Evidence.work(code);
        if (Evidence.isMissing(code) || work == Work.UNKNOWN) {
            return lost(Rule.MISSING_OR_WORK_UNKNOWN, Bucket.UNMEASURED);
        }
        if (work == Work.IDLE) {
            return Bucket.IDLE.index | Rule.IDLE.row << ROW_SHIFT;
        }
        int clock = Evidence.clockMhz(code);
        if (clock == Evidence.UNKNOWN) {
            return working(Rule.CLOCK_UNKNOWN) | UNASSESSED;
        }
        if (clock >= guaranteedMhz) {
            return working(Rule.CLOCK_AS_GUARANTEED);
        }
        int reasons = Evidence.reasons(code);
        if (reasons == Evidence.UNKNOWN) {
            return working(Rule.REASONS_UNKNOWN) | UNASSESSED;
        }
        return ofLowClock(code, clock, reasons, cooling, ordered);
    }

    private int ofLowClock(long code, int clock, int reasons, PlantState cooling, boolean ordered) {
        if ((reasons & THERMAL) != 0) {
            return part(Rule.THERMAL, cooling == PlantState.DOWN ? Bucket.UNCOOLED : Bucket.DERATED_COOLING, clock);
        }
        if ((reasons & POWER_BRAKE) != 0) {
            return part(Rule.POWER_BRAKE, Bucket.DERATED_POWER, clock);
        }
        int limit = Evidence.limitW(code);
        boolean capped = (reasons & POWER_CAP) != 0 && limit != Evidence.UNKNOWN && limit < contractedLimitW;
        if (capped || (reasons & CLOCK_SETTING) != 0) {
            if (!ordered && tenantOperates) {
                return working(Rule.LIMITED);
            }
            return part(Rule.LIMITED, ordered ? Bucket.CURTAILED : Bucket.OPERATOR_LIMITED, clock);
        }
        return (reasons & HARDWARE_SLOWDOWN) != 0
                ? part(Rule.HARDWARE_SLOWDOWN, Bucket.DERATED_UNKNOWN, clock)
                : working(Rule.NO_REASON);
    }

    private int ofAbsence(long code, PlantState power, PlantState cooling, long at) {
        Witness witness = Evidence.witness(code);
        if (power == PlantState.DOWN && witness != Witness.ON) {
            return lost(Rule.POWER_DOWN, Bucket.UNPOWERED);
        }
        if (cooling == PlantState.DOWN && (witness == Witness.OFF || witness == Witness.NO_LOAD)) {
            return lost(Rule.COOLING_DOWN, Bucket.UNCOOLED);
        }
        if (Evidence.port(code) == Port.DOWN) {
            return lost(Rule.PORT_DOWN, Bucket.UNCONNECTED);
        }
        if (witness == Witness.OFF && power == PlantState.UP) {
            return lost(Rule.OFF_WITH_POWER, Bucket.FAULTED);
        }
        if (witness == Witness.NO_LOAD && at >= unreachableFrom(code)) {
            return lost(Rule.NO_LOAD, Bucket.FAULTED);
        }
        return Evidence.isRebooted(code) ? lost(Rule.REBOOTED, Bucket.FAULTED) : lost(Rule.ABSENT, Bucket.UNMEASURED);
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

    private static int lost(Rule rule, Bucket bucket) {
        return bucket.index | 1000 << LOST_SHIFT | rule.row << ROW_SHIFT;
    }

    private static int working(Rule rule) {
        return Bucket.UTILIZED.index | DELIVERED_UTILIZED | WORKING | rule.row << ROW_SHIFT;
    }

    private int part(Rule rule, Bucket bucket, int clock) {
        return bucket.index | lostAt[clock] << LOST_SHIFT | DELIVERED_UTILIZED | WORKING | rule.row << ROW_SHIFT;
    }

    /** The row of the ladder that matched. */
    static Rule rule(int finding) {
        return Rule.atRow(finding >>> ROW_SHIFT);
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
