/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.simulator.scenario.SkuPlan;

/**
 * The state of every GPU, in arrays by GPU index: what it runs at, what it draws, what its driver would say. Values
 * that differ from GPU to GPU do so by its index, never by chance.
 */
public final class Gpus {

    static final int IDLE_BIT = 0x1;
    static final int POWER_CAP_BIT = 0x4;
    static final int HW_SLOWDOWN_BIT = 0x8;
    static final int SW_THERMAL_BIT = 0x20;
    static final int HW_THERMAL_BIT = 0x40;
    static final int POWER_BRAKE_BIT = 0x80;

    private static final int IDLE_CLOCK = 345;
    private static final int IDLE_DECIWATTS = 750;

    final boolean[] busy;
    final int[] clock;
    final int[] util;
    final int[] engine;
    final int[] tensor;
    final int[] tensorSaid;
    final int[] deciwatts;
    final int[] decidegrees;
    final int[] limit;
    final int[] reasons;
    final int[] xid;
    final int[] recovery;
    final Limiter[] limiter;

    Gpus(int count) {
        busy = new boolean[count];
        clock = new int[count];
        util = new int[count];
        engine = new int[count];
        tensor = new int[count];
        tensorSaid = new int[count];
        deciwatts = new int[count];
        decidegrees = new int[count];
        limit = new int[count];
        reasons = new int[count];
        xid = new int[count];
        recovery = new int[count];
        limiter = new Limiter[count];
    }

    /** A GPU of a dark node: nothing runs, nothing is drawn. */
    void dark(int gpu) {
        busy[gpu] = false;
        clock[gpu] = 0;
        util[gpu] = 0;
        tensor[gpu] = 0;
        deciwatts[gpu] = 0;
        limiter[gpu] = Limiter.NONE;
    }

    /** A GPU without work, or one that a fatal XID stopped. */
    void rest(int gpu, SkuPlan sku, int cap, int supplyDecidegrees) {
        busy[gpu] = false;
        clock[gpu] = IDLE_CLOCK;
        util[gpu] = 0;
        tensor[gpu] = 0;
        deciwatts[gpu] = IDLE_DECIWATTS;
        decidegrees[gpu] = supplyDecidegrees + 30;
        limit[gpu] = Math.min(cap, sku.limitW());
        reasons[gpu] = IDLE_BIT;
        limiter[gpu] = Limiter.NONE;
    }

    /** A GPU at work: the lowest of the three limits holds its clock and shows in the clock-event reasons. */
    void work(int gpu, SkuPlan sku, int cap, int heatClock, int brakeClock, boolean hardware, int supplyDecidegrees) {
        int capClock = sku.clockAt(cap);
        int runs = Math.min(Math.min(sku.clockMhz(), capClock), Math.min(heatClock, brakeClock));
        int bits = gpu % 16 == 5 ? 0 : POWER_CAP_BIT;
        Limiter by = Limiter.NONE;
        if (capClock == runs && cap < sku.limitW()) {
            bits |= POWER_CAP_BIT;
            by = Limiter.LIMIT;
        }
        if (brakeClock == runs) {
            bits |= POWER_BRAKE_BIT | HW_SLOWDOWN_BIT;
            by = Limiter.BRAKE;
        }
        if (heatClock == runs) {
            bits |= hardware ? HW_THERMAL_BIT | HW_SLOWDOWN_BIT : SW_THERMAL_BIT;
            by = Limiter.COOLING;
        }
        busy[gpu] = true;
        clock[gpu] = runs;
        util[gpu] = 90 + gpu * 7 % 10;
        tensor[gpu] = 50 + gpu % 4 * 5;
        limit[gpu] = Math.min(cap, sku.limitW());
        int wanted = sku.limitW() * 10 * runs / sku.clockMhz() - gpu * 13 % 200;
        deciwatts[gpu] = Math.max(IDLE_DECIWATTS, Math.min(wanted, limit[gpu] * 10));
        decidegrees[gpu] = supplyDecidegrees + 300 * deciwatts[gpu] / (sku.limitW() * 10);
        reasons[gpu] = bits;
        limiter[gpu] = by;
    }

    public boolean busy(int gpu) {
        return busy[gpu];
    }

    /** SM clock in MHz. */
    public int clock(int gpu) {
        return clock[gpu];
    }

    /** Utilization in percent. */
    public int util(int gpu) {
        return util[gpu];
    }

    /** What the profiling counter says of its engine, in percent. */
    public int engine(int gpu) {
        return engine[gpu];
    }

    /** How much of the time its tensor pipes are active, in percent. */
    public int tensor(int gpu) {
        return tensor[gpu];
    }

    /** What the profiling counter says of its tensor pipes, in percent. */
    public int tensorSaid(int gpu) {
        return tensorSaid[gpu];
    }

    /** Power in tenths of a watt. */
    public int deciwatts(int gpu) {
        return deciwatts[gpu];
    }

    /** Temperature in tenths of a degree Celsius. */
    public int decidegrees(int gpu) {
        return decidegrees[gpu];
    }

    /** The enforced limit in W. */
    public int limit(int gpu) {
        return limit[gpu];
    }

    /** DCGM's clock-event reasons. */
    public int reasons(int gpu) {
        return reasons[gpu];
    }

    /** The latching XID gauge. */
    public int xid(int gpu) {
        return xid[gpu];
    }

    /** DCGM's recovery action: 0 none, 1 reset, 2 node reboot, 3 drain peers, 4 drain and reset. */
    public int recovery(int gpu) {
        return recovery[gpu];
    }

    /** What holds its clock down. */
    public Limiter limiter(int gpu) {
        return limiter[gpu];
    }
}
