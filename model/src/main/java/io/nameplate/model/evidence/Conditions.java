/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static io.nameplate.model.language.GpuCondition.LAST_XID;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.XidTable;
import java.time.Duration;
import java.util.List;

/**
 * The conditions of one GPU: open health episodes, named by an XID or by a {@link GpuCondition}. The XID gauge latches
 * for ever and counters reset, so only an observer who saw the readings in order can tell an open episode from an old
 * one; the collector keeps this value per GPU and repeats {@link #open()} in every frame.
 *
 * <p>An XID's episode opens when the gauge becomes or changes to another non-zero value, with a recovery action of 'none'
 * in the same reading only for XIDs that make a GPU unusable; where a source counts XIDs, each that it counted opens one
 * as a change of the gauge does, or begins it anew. A gauge first seen non-zero opens one unless the same reading shows it
 * to be old, by a recovery action of 'none' or by work. It ends with another boot, which a driver that was loaded anew counts as, with the recovery action turning to
 * none, or after sixty seconds of real work without an idle reading. A named condition is open from the reading that says
 * so until one that says otherwise or another boot; one of which nothing is said any more ends after the same sixty
 * seconds.
 *
 * @param open the one condition that frames repeat, as a number: an XID, or beyond those a {@link GpuCondition}; 0 when
 *     none is open. One that makes a GPU unusable by the default table wins, else it stays the first; of several that
 *     could follow it the lowest number does
 * @param since epoch milliseconds of the reading that made it that; 0 when none is open
 * @param xid the XID whose episode is open; 0 for none
 * @param levels the named conditions that are open, as the bits of {@link Health}
 * @param gauge the last known value of the XID gauge; -1 before the first
 * @param recovery the last known recovery action; -1 before the first
 * @param workSince epoch milliseconds of the first reading of an unbroken run of work; -1 without one
 * @param rebooted a new boot was seen and no gauge value since
 */
public record Conditions(
        int open, long since, int xid, int levels, int gauge, int recovery, long workSince, boolean rebooted) {

    /** A GPU never seen before. */
    public static final Conditions NEW = new Conditions(0, 0, 0, 0, -1, -1, -1, false);

    /** Stands for 'this reading does not say'. */
    public static final long UNKNOWN = -1;

    /** How long real work has to last to end a condition. */
    public static final Duration WORK = Duration.ofSeconds(60);

    private static final GpuCondition[] NAMED = GpuCondition.values();
    private static final int[] RECOVERY = {
        0,
        Health.bit(GpuCondition.RECOVERY_RESET),
        Health.bit(GpuCondition.RECOVERY_REBOOT),
        Health.bit(GpuCondition.RECOVERY_DRAIN_P2P),
        Health.bit(GpuCondition.RECOVERY_DRAIN_RESET)
    };
    private static final int ALL_RECOVERY = RECOVERY[1] | RECOVERY[2] | RECOVERY[3] | RECOVERY[4];
    private static final int UNUSABLE_LEVELS = unusableLevels();

    private static int unusableLevels() {
        int bits = 0;
        for (GpuCondition condition : NAMED) {
            bits |= isUnusable(condition.code()) ? Health.bit(condition) : 0;
        }
        return bits;
    }

    private static boolean isUnusable(int code) {
        return XidTable.DEFAULT.unusable().contains(code);
    }

    /** After a new boot: whatever was open has ended. */
    public Conditions afterBoot() {
        return new Conditions(0, 0, 0, 0, gauge, -1, -1, true);
    }

    /** After a reading that lacks this GPU, or a break in the readings: a run of work is no longer unbroken. */
    public Conditions afterBreak() {
        return workSince < 0 ? this : new Conditions(open, since, xid, levels, gauge, recovery, -1, rebooted);
    }

    /** After a reading that says nothing of the named conditions but the recovery action. */
    public Conditions after(long at, long seenXid, long action, Work work) {
        return after(at, seenXid, action, Health.UNSAID, work);
    }

    /**
     * After a reading of this GPU.
     *
     * @param at epoch milliseconds of the reading
     * @param seenXid the gauge, or {@link #UNKNOWN}
     * @param action the recovery action, or {@link #UNKNOWN}; one beyond 4 names no condition
     * @param health what it says of the other named conditions
     */
    public Conditions after(long at, long seenXid, long action, Health health, Work work) {
        return after(at, seenXid, List.of(), action, health, work);
    }

    /**
     * After a reading of this GPU by a source that counts XIDs.
     *
     * @param counted the XIDs that came since the reading before, whatever the gauge shows
     */
    public Conditions after(long at, long seenXid, List<Integer> counted, long action, Health health, Work work) {
        int shown = (int) Math.min(seenXid, LAST_XID);
        boolean named = action >= 0 && action < RECOVERY.length;
        int said = named ? health.said() | ALL_RECOVERY : health.said();
        int ill = named ? health.ill() | RECOVERY[(int) action] : health.ill();

        int nextXid = action == 0 && recovery != 0 ? 0 : xid;
        boolean isNew = shown > 0 && isNews(shown, action, work) && takesOver(shown, nextXid);
        nextXid = isNew ? shown : nextXid;
        for (int came : counted) {
            if ((action != 0 || isUnusable(came)) && (came == nextXid || takesOver(came, nextXid))) {
                nextXid = came;
                isNew = true;
            }
        }
        int nextLevels = (levels & ~said) | ill;
        isNew |= (nextLevels & ~levels) != 0;

        long nextWork = -1;
        if (work == Work.WORKING && (nextXid | nextLevels) != 0) {
            nextWork = isNew || workSince < 0 ? at : workSince;
            if (at - nextWork >= WORK.toMillis()) {
                nextXid = 0;
                nextLevels &= said;
                nextWork = -1;
            }
        }
        int nextGauge = shown < 0 ? gauge : shown;
        int nextRecovery = action < 0 ? recovery : (int) Math.min(action, Integer.MAX_VALUE);
        return next(at, nextXid, nextLevels, nextGauge, nextRecovery, nextWork, rebooted && shown < 0);
    }

    private boolean isNews(int shown, long action, Work work) {
        if (shown == gauge) {
            return rebooted && action > 0;
        }
        if (gauge < 0 && (action == 0 || work == Work.WORKING)) {
            return false;
        }
        return action != 0 || isUnusable(shown);
    }

    private static boolean takesOver(int shown, int other) {
        return other == 0 || (isUnusable(shown) && !isUnusable(other));
    }

    private Conditions next(
            long at, int nextXid, int nextLevels, int nextGauge, int asked, long nextWork, boolean waiting) {
        int nextOpen =
                (nextXid | nextLevels) == 0 ? 0 : isKept(nextXid, nextLevels) ? open : first(nextXid, nextLevels);
        long nextSince = nextOpen == 0 ? 0 : nextOpen == open ? since : at;
        boolean same = nextOpen == open
                && nextXid == xid
                && nextLevels == levels
                && nextGauge == gauge
                && asked == recovery
                && nextWork == workSince
                && waiting == rebooted;
        return same
                ? this
                : new Conditions(nextOpen, nextSince, nextXid, nextLevels, nextGauge, asked, nextWork, waiting);
    }

    private boolean isKept(int nextXid, int nextLevels) {
        boolean stillOpen =
                open > LAST_XID ? (nextLevels & (1 << (open - LAST_XID - 1))) != 0 : open != 0 && open == nextXid;
        return stillOpen && (isUnusable(open) || !isUnusable(first(nextXid, nextLevels)));
    }

    /** Of the open conditions, those first that make a GPU unusable by the default table, then the lowest number. */
    private static int first(int nextXid, int nextLevels) {
        int unusable = nextLevels & UNUSABLE_LEVELS;
        if (nextXid != 0 && (unusable == 0 || isUnusable(nextXid))) {
            return nextXid;
        }
        return NAMED[Integer.numberOfTrailingZeros(unusable != 0 ? unusable : nextLevels)].code();
    }
}
