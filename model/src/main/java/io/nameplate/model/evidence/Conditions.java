/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.XidTable;
import java.time.Duration;

/**
 * The condition of one GPU: an open health episode, named by its XID. The XID gauge latches for ever and counters
 * reset, so only an observer who saw the readings in order can tell an open episode from an old one; the collector
 * keeps this value per GPU and repeats {@link #open()} in every frame.
 *
 * <p>It opens when the gauge becomes non-zero, changes to another non-zero value or is first seen non-zero; with a
 * recovery action of 'none' in the same reading only for XIDs that make a GPU unusable. It ends by evidence: another
 * boot, the recovery action turning to none, or sixty seconds of real work without an idle reading.
 *
 * @param open the XID of the open condition; 0 when none is open
 * @param since epoch milliseconds of the reading that opened it; 0 when none is open
 * @param gauge the last known value of the XID gauge; -1 before the first
 * @param recovery the last known recovery action; -1 before the first
 * @param workSince epoch milliseconds of the first reading of an unbroken run of work; -1 without one
 * @param rebooted a new boot was seen and no gauge value since
 */
public record Conditions(int open, long since, int gauge, int recovery, long workSince, boolean rebooted) {

    /** A GPU never seen before. */
    public static final Conditions NEW = new Conditions(0, 0, -1, -1, -1, false);

    /** Stands for 'this reading does not say'. */
    public static final long UNKNOWN = -1;

    /** How long real work has to last to end a condition. */
    public static final Duration WORK = Duration.ofSeconds(60);

    /** After a new boot: whatever was open has ended. */
    public Conditions afterBoot() {
        return new Conditions(0, 0, gauge, -1, -1, true);
    }

    /** After a reading that lacks this GPU, or a break in the readings: a run of work is no longer unbroken. */
    public Conditions afterBreak() {
        return workSince < 0 ? this : new Conditions(open, since, gauge, recovery, -1, rebooted);
    }

    /**
     * After a reading of this GPU.
     *
     * @param at epoch milliseconds of the reading
     * @param xid the gauge, or {@link #UNKNOWN}
     * @param action the recovery action, or {@link #UNKNOWN}
     */
    public Conditions after(long at, long xid, long action, Work work) {
        Conditions next = ended(action);
        if (xid > 0 && next.isNews((int) xid, action)) {
            next = next.opened((int) xid, at);
        }
        return next.noted(xid, action).worked(at, work);
    }

    private Conditions ended(long action) {
        boolean cleared = open != 0 && action == 0 && recovery != 0;
        return cleared ? new Conditions(0, 0, gauge, recovery, -1, rebooted) : this;
    }

    private boolean isNews(int xid, long action) {
        if (xid == gauge) {
            return rebooted && action > 0;
        }
        return action != 0 || XidTable.DEFAULT.unusable().contains(xid);
    }

    private Conditions opened(int xid, long at) {
        boolean worse = XidTable.DEFAULT.unusable().contains(xid)
                && !XidTable.DEFAULT.unusable().contains(open);
        return open == 0 || worse ? new Conditions(xid, at, gauge, recovery, -1, rebooted) : this;
    }

    private Conditions noted(long xid, long action) {
        int seen = xid < 0 ? gauge : (int) xid;
        int asked = action < 0 ? recovery : (int) action;
        boolean waiting = rebooted && xid < 0;
        return seen == gauge && asked == recovery && waiting == rebooted
                ? this
                : new Conditions(open, since, seen, asked, workSince, waiting);
    }

    private Conditions worked(long at, Work work) {
        if (open == 0 || work != Work.WORKING) {
            return afterBreak();
        }
        if (workSince < 0) {
            return new Conditions(open, since, gauge, recovery, at, rebooted);
        }
        return at - workSince >= WORK.toMillis() ? new Conditions(0, 0, gauge, recovery, -1, rebooted) : this;
    }
}
