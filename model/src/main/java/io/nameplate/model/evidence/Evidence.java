/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.GpuCondition;

/**
 * The packed 64-bit code of what is known of one GPU in one slot, compared unsigned; 0 is nothing.
 *
 * <p>Data: bit 63 set; 62-53 the open condition (0 none; an XID, above 1000 a {@link GpuCondition}); 52 MISSING (the GPU is not in its node's frame); 51
 * SHORT (nor does the driver count it); 50 reasons known; 49-44 the reasons 0x80, 0x40, 0x20, 0x8, 0x4, 0x2; 43 clock
 * known; 42-30 SM clock in MHz plus one, 0 at or above the SKU's reference; 29-16 enforced power limit in W plus one, 0
 * unknown; 15-14 {@link Work}; 0 CONFLICT.
 *
 * <p>ABSENT: bit 63 clear; 62 rebooted; 61 always set; 60-59 {@link AbsentReason}; 58-57 {@link Witness}; 56-55
 * {@link Port}; 33-0 since, in epoch seconds.
 *
 * <p>The layout is stored and hashed: changing it changes the rule version.
 */
public final class Evidence {

    /** Nothing is known of the slot. */
    public static final long NONE = 0;

    /** The clock, limit or reason mask of a reading that does not say it. */
    public static final int UNKNOWN = -1;

    /** The clock of a GPU at or above its SKU's reference. */
    public static final int AT_REFERENCE = Integer.MAX_VALUE;

    /** The clock-event reasons that evidence keeps. */
    public static final int REASONS = 0x2 | 0x4 | 0x8 | 0x20 | 0x40 | 0x80;

    private static final int MAX_CONDITION = 0x3ff;
    private static final int MAX_LIMIT = 0x3ffe;
    private static final int MAX_CLOCK = 0x1ffe;
    private static final long MAX_SINCE = (1L << 34) - 1;

    private static final long DATA = 1L << 63;
    private static final long MISSING = 1L << 52;
    private static final long SHORT = 1L << 51;
    private static final long REASONS_KNOWN = 1L << 50;
    private static final long CLOCK_KNOWN = 1L << 43;
    private static final long CONFLICT = 1L;
    private static final long REBOOTED = 1L << 62;
    private static final long ABSENT = 1L << 61;

    private static final AbsentReason[] ABSENT_REASONS = AbsentReason.values();
    private static final Witness[] WITNESSES = Witness.values();
    private static final Port[] PORTS = Port.values();
    private static final Work[] WORKS = Work.values();

    private Evidence() {}

    /**
     * The code of a GPU that its node's frame holds.
     *
     * @param condition number of the open condition, 0 for none; beyond 1023 it is kept as 1023
     * @param reasons clock-event reason mask, {@link #UNKNOWN} when not said
     * @param clockMhz SM clock, {@link #UNKNOWN} when not said
     * @param referenceMhz the SKU's reference clock: at or above it the clock is not kept
     * @param limitW enforced power limit, {@link #UNKNOWN} when not said
     */
    public static long data(int condition, int reasons, int clockMhz, int referenceMhz, int limitW, Work work) {
        return ofCondition(condition)
                | ofReasons(reasons)
                | ofClock(clockMhz, referenceMhz)
                | ofLimit(limitW)
                | ofWork(work);
    }

    /** What {@link #data} makes of the condition alone; such parts, one of each kind, are joined by {@code |}. */
    public static long ofCondition(int condition) {
        return DATA | (long) Math.max(0, Math.min(condition, MAX_CONDITION)) << 53;
    }

    /** What {@link #data} makes of the reasons alone. */
    public static long ofReasons(int reasons) {
        return reasons < 0 ? 0 : REASONS_KNOWN | packReasons(reasons) << 44;
    }

    /** What {@link #data} makes of the clock alone. */
    public static long ofClock(int clockMhz, int referenceMhz) {
        if (clockMhz < 0) {
            return 0;
        }
        boolean kept = clockMhz < referenceMhz && clockMhz <= MAX_CLOCK;
        return kept ? CLOCK_KNOWN | (long) (clockMhz + 1) << 30 : CLOCK_KNOWN;
    }

    /** What {@link #data} makes of the limit alone. */
    public static long ofLimit(int limitW) {
        return limitW < 0 ? 0 : (long) (Math.min(limitW, MAX_LIMIT) + 1) << 16;
    }

    /** What {@link #data} makes of the work alone. */
    public static long ofWork(Work work) {
        return (long) work.bits << 14;
    }

    /**
     * The code of a GPU that its node's frame does not hold.
     *
     * @param condition number of the condition that is open all the same, 0 for none
     * @param countShort the driver counts fewer GPUs than the node has
     */
    public static long missing(int condition, boolean countShort) {
        long code = DATA | MISSING | (long) Math.max(0, Math.min(condition, MAX_CONDITION)) << 53;
        return countShort ? code | SHORT : code;
    }

    /** The code of every GPU of a node that did not answer, {@code since} in epoch seconds. */
    public static long absent(AbsentReason reason, Witness witness, Port port, long since, boolean rebooted) {
        if (since < 0 || since > MAX_SINCE) {
            throw new IllegalArgumentException("since must be an epoch second of 34 bits: " + since);
        }
        long code = ABSENT | (long) reason.bits << 59 | (long) witness.bits << 57 | (long) port.bits << 55 | since;
        return rebooted ? code | REBOOTED : code;
    }

    /** Joins what two sources or copies say of one GPU and slot; commutative, associative and idempotent. */
    public static long merge(long a, long b) {
        if (a == b) {
            return a;
        }
        if (a < 0 && b < 0) {
            long conflict = (a | b) & CONFLICT;
            long left = a & ~CONFLICT;
            long right = b & ~CONFLICT;
            return left == right ? left | conflict : Math.max(left, right) | CONFLICT;
        }
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    /** Whether a code can have been made here: {@link #NONE}, data or ABSENT with no stray bits. */
    public static boolean isCode(long code) {
        if (code == NONE) {
            return true;
        }
        if (isData(code)) {
            return (code & 0x3ffeL) == 0 && (code >>> 14 & 3) < WORKS.length;
        }
        return (code & ABSENT) != 0 && (code & 0x1fffffL << 34) == 0 && (code >>> 55 & 3) < PORTS.length;
    }

    public static boolean isData(long code) {
        return code < 0;
    }

    public static boolean isAbsent(long code) {
        return code > 0;
    }

    /** Two different data values were merged: the slot counts as not measured. */
    public static boolean isConflict(long code) {
        return code < 0 && (code & CONFLICT) != 0;
    }

    /** Number of the open condition of a data code, 0 for none. */
    public static int condition(long code) {
        return (int) (code >>> 53) & MAX_CONDITION;
    }

    public static boolean isMissing(long code) {
        return code < 0 && (code & MISSING) != 0;
    }

    public static boolean isCountShort(long code) {
        return code < 0 && (code & SHORT) != 0;
    }

    /** Clock-event reasons of a data code, {@link #UNKNOWN} when not said. */
    public static int reasons(long code) {
        return (code & REASONS_KNOWN) == 0 ? UNKNOWN : unpackReasons((int) (code >>> 44) & 0x3f);
    }

    /** SM clock of a data code in MHz, {@link #AT_REFERENCE}, or {@link #UNKNOWN}. */
    public static int clockMhz(long code) {
        if ((code & CLOCK_KNOWN) == 0) {
            return UNKNOWN;
        }
        int stored = (int) (code >>> 30) & 0x1fff;
        return stored == 0 ? AT_REFERENCE : stored - 1;
    }

    /** Enforced power limit of a data code in W, {@link #UNKNOWN} when not said. */
    public static int limitW(long code) {
        return ((int) (code >>> 16) & 0x3fff) - 1;
    }

    public static Work work(long code) {
        return WORKS[(int) (code >>> 14) & 3];
    }

    public static AbsentReason absentReason(long code) {
        return ABSENT_REASONS[(int) (code >>> 59) & 3];
    }

    public static Witness witness(long code) {
        return WITNESSES[(int) (code >>> 57) & 3];
    }

    public static Port port(long code) {
        return PORTS[(int) (code >>> 55) & 3];
    }

    /** When an absence began, in epoch seconds. */
    public static long since(long code) {
        return code & MAX_SINCE;
    }

    /** The node came back with another boot id: the whole absence was an outage of its own. */
    public static boolean isRebooted(long code) {
        return code > 0 && (code & REBOOTED) != 0;
    }

    /** Bits 7, 6, 5 and 3, 2, 1 of the mask side by side. */
    private static long packReasons(int mask) {
        return (mask >>> 5 & 7L) << 3 | (mask >>> 1 & 7L);
    }

    private static int unpackReasons(int packed) {
        return (packed >>> 3) << 5 | (packed & 7) << 1;
    }
}
