/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.HealthValues;
import io.nameplate.collectors.readings.BadLine.Why;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import java.io.IOException;

/** Turns one object of 'gpus' into a reading in the units of the frames. */
final class GpuParser {

    private static final long BLANK = Frames.BLANK;

    /** Parses the object that begins at the parser's current token. */
    GpuReading parse(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new NotAReading(Why.WRONG_TYPE, "an item of 'gpus' must be an object");
        }
        String uuid = "";
        int index = GpuReading.NO_INDEX;
        long util = BLANK;
        long grEngine = BLANK;
        long tensor = BLANK;
        long smClock = BLANK;
        long power = BLANK;
        long temp = BLANK;
        long limit = BLANK;
        long reasons = BLANK;
        long xid = BLANK;
        long recovery = BLANK;
        Health health = Health.UNSAID;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "uuid" -> uuid = Json.text(in, name);
                case "index" -> index = (int) Json.integer(in, name, 0, 1_023, GpuReading.NO_INDEX);
                case "util" -> util = ratio(in, name, 100);
                case "gr_engine" -> grEngine = ratio(in, name, 1);
                case "tensor_active" -> tensor = ratio(in, name, 1);
                case "sm_clock_mhz" -> smClock = scaled(in, name, 1, 0);
                case "power_w" -> power = scaled(in, name, 1, 0);
                case "temp_c" -> temp = scaled(in, name, 10, -300);
                case "power_limit_w" -> limit = scaled(in, name, 1, 0);
                case "clock_event_reasons" -> reasons = Json.integer(in, name, 0, Long.MAX_VALUE, BLANK);
                case "xid" -> xid = Json.integer(in, name, 0, Integer.MAX_VALUE, BLANK);
                case "recovery_action" -> recovery = Json.integer(in, name, 0, Integer.MAX_VALUE, BLANK);
                case "row_remap_failure" -> health = HealthValues.rowRemapFailure(health, code(in, name));
                case "fabric_health" -> health = HealthValues.fabricHealth(health, code(in, name));
                case "fabric_manager" -> health = HealthValues.fabricManager(health, code(in, name));
                case "nvlinks_down" -> health = HealthValues.nvlinksDown(health, code(in, name));
                default -> throw new NotAReading(Why.UNKNOWN_FIELD, "unknown field '" + name + "' of a GPU");
            }
        }
        if (uuid.isEmpty()) {
            throw new NotAReading(Why.MISSING_FIELD, "'uuid' of a GPU is missing");
        }
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health);
    }

    private static long code(JsonParser in, String name) throws IOException {
        return Json.integer(in, name, 0, Integer.MAX_VALUE, BLANK);
    }

    private static long ratio(JsonParser in, String name, double whole) throws IOException {
        Double value = Json.optionalNumber(in, name);
        if (value == null) {
            return BLANK;
        }
        if (value < 0 || value > whole) {
            throw new NotAReading(Why.OUT_OF_RANGE, "'" + name + "' must be 0 to " + (int) whole + ", found " + value);
        }
        return Column.perMille(value / whole);
    }

    private static long scaled(JsonParser in, String name, double scale, double min) throws IOException {
        Double value = Json.optionalNumber(in, name);
        if (value == null) {
            return BLANK;
        }
        if (value < min || value > 1e9) {
            throw new NotAReading(Why.OUT_OF_RANGE, "'" + name + "' cannot be " + value);
        }
        return Math.round(value * scale);
    }
}
