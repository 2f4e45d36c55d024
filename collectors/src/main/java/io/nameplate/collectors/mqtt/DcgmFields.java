/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.HealthValues;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.wire.Column;
import java.util.List;
import java.util.function.Consumer;

/** DCGM's fields of one GPU into a reading. DCGM writes 'blank' as a number beyond any real one; blank is not zero. */
public final class DcgmFields {

    private static final double WHOLE_BLANK = 9.2233720368547e18;
    private static final double FLOAT_BLANK = 140_737_488_355_328.0;
    private static final double SMALL_BLANK = 2_147_483_632.0;

    private final Consumer<MessageFault> faults;
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
    private Health health = Health.UNSAID;

    /** Faults are counted one by one. */
    public DcgmFields(Consumer<MessageFault> faults) {
        this.faults = faults;
    }

    /** The reading of a GPU; fields that are not DCGM's or not used are passed over. */
    public GpuReading reading(String uuid, int index, List<Field> fields) {
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
        health = Health.UNSAID;
        fields.forEach(this::take);
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health);
    }

    private void take(Field field) {
        switch (field.key()) {
            case "DCGM_FI_DEV_GPU_UTIL" -> util = ratio(field.value(), 100);
            case "DCGM_FI_PROF_GR_ENGINE_ACTIVE" -> grEngine = ratio(field.value(), 1);
            case "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "DCGM_FI_PROF_TENSOR_UTIL_RATIO" ->
                tensor = ratio(field.value(), 1);
            case "DCGM_FI_DEV_SM_CLOCK" -> smClock = scaled(field.value(), 1, 0, 100_000);
            case "DCGM_FI_DEV_POWER_USAGE" -> power = scaled(field.value(), 1, 0, 100_000);
            case "DCGM_FI_DEV_GPU_TEMP" -> temp = scaled(field.value(), 10, -273, 1_000);
            case "DCGM_FI_DEV_ENFORCED_POWER_LIMIT" -> limit = scaled(field.value(), 1, 0, 100_000);
            case "DCGM_FI_DEV_CLOCKS_EVENT_REASONS", "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS" ->
                reasons = whole(field.value());
            case "DCGM_FI_DEV_XID_ERRORS" -> xid = whole(field.value());
            case "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "DCGM_FI_DEV_GPU_RECOVERY_ACTION" ->
                recovery = whole(field.value());
            case "DCGM_FI_DEV_ROW_REMAP_FAILURE", "DCGM_FI_DEV_ROW_REMAP_FAILED" ->
                health = HealthValues.rowRemapFailure(health, whole(field.value()));
            case "DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY" ->
                health = HealthValues.fabricHealth(health, whole(field.value()));
            case "DCGM_FI_DEV_FABRIC_MANAGER_STATUS" ->
                health = HealthValues.fabricManager(health, whole(field.value()));
            case "nvlinks_down" -> health = HealthValues.nvlinksDown(health, whole(field.value()));
            default -> {
                // one of the many fields that evidence does not rest on
            }
        }
    }

    private long ratio(Value value, double whole) {
        double number = number(value);
        return inRange(number, 0, whole) ? Column.perMille(number / whole) : BLANK;
    }

    private long scaled(Value value, double scale, double min, double max) {
        double number = number(value);
        return inRange(number, min, max) ? Math.round(number * scale) : BLANK;
    }

    private long whole(Value value) {
        double number = number(value);
        boolean fits = inRange(number, 0, Integer.MAX_VALUE);
        if (fits && number != Math.rint(number)) {
            faults.accept(MessageFault.BAD_VALUE);
            return BLANK;
        }
        return fits ? (long) number : BLANK;
    }

    /** The number, or NaN where DCGM says blank or something that is no number. */
    private double number(Value value) {
        double number;
        if (value instanceof Decimal real) {
            number = real.value();
        } else if (value instanceof Whole integer) {
            number = integer.value();
        } else {
            faults.accept(MessageFault.BAD_VALUE);
            return Double.NaN;
        }
        boolean blank = number >= WHOLE_BLANK
                || (number >= FLOAT_BLANK && number < FLOAT_BLANK + 16)
                || (number >= SMALL_BLANK && number < SMALL_BLANK + 16);
        return blank ? Double.NaN : number;
    }

    private boolean inRange(double number, double min, double max) {
        if (Double.isNaN(number)) {
            return false;
        }
        if (number < min || number > max) {
            faults.accept(MessageFault.BAD_VALUE);
            return false;
        }
        return true;
    }
}
