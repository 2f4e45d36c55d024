/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.HealthValues;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.evidence.Health;

/**
 * What was said of one GPU so far. One draft serves many GPUs one after the other: {@link #begin}, {@link #take} each
 * value, {@link #reading}. Not thread-safe; part of the path of every GPU's every reading, so it makes no objects.
 */
public final class GpuDraft {

    /** Hears of values that were left out. */
    public interface Faults {
        void leftOut(ValueFault why, String name, double value);
    }

    private final Faults faults;
    private Generation generation = Generation.UNSAID;
    private String taking = "";
    private long util;
    private long grEngine;
    private long tensor;
    private long smClock;
    private long power;
    private long temp;
    private long limit;
    private long reasons;
    private long xid;
    private long recovery;
    private long count;
    private Health health = Health.UNSAID;

    public GpuDraft(Faults faults) {
        this.faults = faults;
        begin(Generation.UNSAID);
    }

    /** Forgets the GPU before. */
    public GpuDraft begin(Generation wroteBy) {
        generation = wroteBy;
        util = BLANK;
        grEngine = BLANK;
        tensor = BLANK;
        smClock = BLANK;
        power = BLANK;
        temp = BLANK;
        limit = BLANK;
        reasons = BLANK;
        xid = BLANK;
        recovery = BLANK;
        count = BLANK;
        health = Health.UNSAID;
        return this;
    }

    /** Takes a value; of the same field twice the last one counts. */
    public void take(GpuField.Named field, double number) {
        taking = field.name();
        long value = field.scale().of(number, generation, this);
        switch (field.field()) {
            case UTIL -> util = value;
            case GR_ENGINE -> grEngine = value;
            case TENSOR -> tensor = value;
            case SM_CLOCK -> smClock = value;
            case POWER -> power = value;
            case TEMP -> temp = value;
            case LIMIT -> limit = value;
            case REASONS -> reasons = value;
            case XID -> xid = value;
            case RECOVERY -> recovery = value;
            case GPU_COUNT -> count = value;
            case ROW_REMAP_FAILED -> health = HealthValues.rowRemapFailure(health, value);
            case FABRIC_HEALTH -> health = HealthValues.fabricHealth(health, value);
            case FABRIC_MANAGER -> health = HealthValues.fabricManager(health, value);
            case NVLINKS_DOWN -> health = HealthValues.nvlinksDown(health, value);
        }
    }

    /** Notes that the value being taken is left out. */
    long leftOut(ValueFault why, double number) {
        faults.leftOut(why, taking, number);
        return BLANK;
    }

    /** How many GPUs the driver counts; {@link NodeReading#UNKNOWN} where it was not said. */
    public int gpuCount() {
        return count < 0 || count > Short.MAX_VALUE ? NodeReading.UNKNOWN : (int) count;
    }

    /** The reading of the GPU. */
    public GpuReading reading(String uuid, int index) {
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health);
    }
}
