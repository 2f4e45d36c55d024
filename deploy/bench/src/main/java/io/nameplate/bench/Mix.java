/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import java.util.List;
import java.util.SplittableRandom;

/** What the nodes of a measured site show. The same seed gives the same frames. */
enum Mix {
    /**
     * 98 % of the nodes are healthy and at work, 8 % of them with some idle GPUs; 2 % are capped, hot or have an XID.
     * Utilization, power and temperature of every GPU differ in every slot.
     */
    NORMAL,
    /** As {@link #NORMAL}, but every working GPU's clock moves below the reference and its reasons come and go. */
    RESTLESS,
    /**
     * Of every node's frame in a slot: 10 % are ABSENT, 10 % show an XID that changes, 10 % miss a GPU, 30 % have clocks
     * that move, 10 % come again with other values (conflict); of the messages 10 % come twice, a quarter has wide
     * columns and a tenth lists its nodes in another order.
     */
    HOSTILE,
    /** Every node is off though its power path is up: what a lease loses by an outage of {@link Outages}. */
    DARK;

    /** What settlement is measured with. */
    static final List<Mix> OF_SETTLEMENT = List.of(NORMAL, RESTLESS, HOSTILE);

    private static final Witness[] WITNESSES = Witness.values();
    private static final Port[] PORTS = Port.values();
    private static final int[] XIDS = {13, 31, 45, 63, 79, 94, 119};
    private static final int[] MANY_REASONS = {0, 0x4, 0x20, 0x44, 0x80, 0x2, 0x8};

    /** Makes hashes of boot ids as unlike each other as real ones. */
    private static final long BOOT_SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** Adds one node's frame of a slot. */
    void frame(Frames.Builder into, String name, int node, SplittableRandom random, long slot) {
        if (this == DARK) {
            into.addAbsent(name, Evidence.absent(AbsentReason.NO_ROUTE, Witness.OFF, Port.UP, slot, false));
            return;
        }
        if (this == HOSTILE && chance(random, 10)) {
            Witness witness = WITNESSES[random.nextInt(4)];
            Port port = PORTS[random.nextInt(3)];
            long since = slot - random.nextInt(200);
            into.addAbsent(name, Evidence.absent(AbsentReason.TIMEOUT, witness, port, since, chance(random, 5)));
            return;
        }
        boolean moving = this == RESTLESS || (this == HOSTILE && chance(random, 30));
        boolean xids = this == HOSTILE && chance(random, 10);
        int missing = this == HOSTILE && chance(random, 10) ? random.nextInt(BenchSite.GPUS) : -1;
        into.addNode(name, node * BOOT_SPREAD, BenchSite.GPUS);
        times(into, node, slot);
        for (int gpu = 0; gpu < BenchSite.GPUS; gpu++) {
            if (gpu != missing) {
                into.present(gpu);
                gpu(into, node, gpu, random, moving, xids);
            }
        }
    }

    /** Each node is read at a moment of its own, give or take some milliseconds, and is soon heard. */
    private static void times(Frames.Builder into, int node, long slot) {
        long noise = (node * BOOT_SPREAD + slot) * BOOT_SPREAD;
        long ts = slot * 1_000 - Math.floorMod(node * 0x9e3779b1, 900) - (noise >>> 60);
        into.times(ts, ts + 1 + ((noise >>> 54) & 31));
    }

    private static void gpu(
            Frames.Builder into, int node, int gpu, SplittableRandom random, boolean moving, boolean xids) {
        int kind = Math.floorMod(node * 0x9e3779b1, 1000);
        boolean troubled = kind < 20;
        boolean idle = kind >= 20 && kind < 100 && gpu % 3 == 0;
        int xid = xids && chance(random, 30) ? XIDS[random.nextInt(XIDS.length)] : 0;
        int clock = BenchSite.REFERENCE_MHZ + random.nextInt(15);
        int reasons = idle ? 0x1 : 0x4;
        int limit = BenchSite.LIMIT_W;
        if (troubled && kind < 7) {
            clock = 1380 + random.nextInt(40);
            limit = 600;
        } else if (troubled && kind < 14) {
            clock = 1200 + random.nextInt(200);
            reasons = 0x24;
        } else if (troubled && gpu == 3) {
            xid = 79;
            idle = true;
        } else if (moving && !idle) {
            clock = 1400 + random.nextInt(580);
            reasons = MANY_REASONS[random.nextInt(MANY_REASONS.length)];
        }
        into.set(Column.UTIL, gpu, idle ? 0 : 700 + random.nextInt(301));
        into.set(Column.GR_ENGINE, gpu, idle ? 0 : 600 + random.nextInt(380));
        into.set(Column.SM_CLOCK, gpu, clock);
        into.set(Column.POWER, gpu, idle ? 90 + random.nextInt(20) : 500 + random.nextInt(200));
        into.set(Column.TEMP, gpu, 450 + random.nextInt(300));
        into.set(Column.LIMIT, gpu, limit);
        into.set(Column.REASONS, gpu, reasons);
        into.set(Column.XID, gpu, xid);
        into.set(Column.CONDITION, gpu, xid);
        into.set(Column.RECOVERY, gpu, xid == 79 ? 2 : 0);
    }

    /** A value that no int16 holds, so that the column of the message becomes wide. */
    static void widen(Frames.Builder lastNode, SplittableRandom random) {
        Column column = random.nextBoolean() ? Column.SM_CLOCK : Column.REASONS;
        lastNode.set(column, 0, 0x10000 | (column == Column.REASONS ? 0x4 : 1980));
    }

    static boolean chance(SplittableRandom random, int percent) {
        return random.nextInt(100) < percent;
    }
}
