/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.HealthValues;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said of one GPU so far. One draft serves many GPUs one after the other: {@link #begin}, {@link #take} each
 * value, {@link #reading}. Not thread-safe; part of the path of every GPU's every reading, so it makes no objects
 * of values that are as they should be.
 */
public final class GpuDraft {

    /** Hears of values that were left out. */
    public interface Faults {
        void leftOut(ValueFault why, String name, double value);
    }

    /** Of one GPU nobody reads more. */
    private static final int MOST_FLAGS = 16;

    private final Faults faults;
    private Generation generation = Generation.UNSAID;
    private GpuField.@Nullable Named taking;
    private List<ValueFlag> flags = List.of();
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
        flags = List.of();
        return this;
    }

    /** Takes a value; of the same field twice the last one counts. */
    public void take(GpuField.Named field, double number) {
        taking = field;
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
            case GPU_COUNT -> count = value > NodeReading.MOST_GPUS ? leftOut(ValueFault.OUT_OF_RANGE, number) : value;
            case ROW_REMAP_FAILED -> health = HealthValues.rowRemapFailure(health, value);
            case FABRIC_HEALTH -> health = HealthValues.fabricHealth(health, value);
            case FABRIC_MANAGER -> health = HealthValues.fabricManager(health, value);
            case NVLINKS_DOWN -> health = HealthValues.nvlinksDown(health, value);
        }
    }

    /** Notes that a field has a value which is no number. */
    public void noNumber(GpuField.Named field) {
        taking = field;
        leftOut(ValueFault.NOT_A_NUMBER, Double.NaN);
    }

    /** Notes that the value being taken is left out. */
    long leftOut(ValueFault why, double number) {
        GpuField.Named field = taking;
        faults.leftOut(why, field == null ? "" : field.name(), number);
        if (flags.isEmpty()) {
            flags = new ArrayList<>(1);
        }
        if (flags.size() < MOST_FLAGS) {
            flags.add(why.flag(field == null ? Of.OTHER : field.field().of(), number));
        }
        return BLANK;
    }

    /** What is to be said of the values so far. */
    List<ValueFlag> flags() {
        return flags;
    }

    /** How many GPUs the driver counts; {@link NodeReading#UNKNOWN} where it was not said. */
    public int gpuCount() {
        return count == BLANK ? NodeReading.UNKNOWN : (int) count;
    }

    /** The reading of the GPU. */
    public GpuReading reading(String uuid, int index) {
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health,
                flags);
    }
}
