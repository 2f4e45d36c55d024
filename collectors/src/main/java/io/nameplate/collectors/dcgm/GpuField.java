/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.model.wire.ValueFlag.Of;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of DCGM that evidence rests on, each under all names it has, with the scale that a name stands for. DCGM 4.7
 * names the unit in the name and deprecates the names before; dcgm-exporter 4.9.0 follows and renames 23 of its default
 * and profiling fields, eleven of them with another unit.
 *
 * <p>Sources: field numbers and aliases from NVIDIA/DCGM testing/python3/dcgm_fields.py (4.6) and NVIDIA/go-dcgm
 * base_unit_fields_test.go (b7fa315: 100 SM_CLOCK in MHz beside 1603 SM_CLOCK_HERTZ) and legacy_fields.csv (892ef1f:
 * GPU_UTIL and GPU_UTIL_RATIO both 203); names and units before 4.9 from NVIDIA/dcgm-exporter etc/default-counters.csv
 * (8dc9e11); 'eleven change unit' from the release notes of dcgm-exporter 4.9.0. That GPU_UTIL_RATIO is field 1613, a
 * ratio, in DCGM 4.7 is known at second hand only.
 */
public enum GpuField {
    UTIL(Of.UTIL),
    GR_ENGINE(Of.GR_ENGINE),
    TENSOR(Of.TENSOR),
    SM_CLOCK(Of.SM_CLOCK),
    POWER(Of.POWER),
    TEMP(Of.TEMP),
    LIMIT(Of.LIMIT),
    REASONS(Of.REASONS),
    XID(Of.XID),
    RECOVERY(Of.RECOVERY),
    ROW_REMAP_FAILED(Of.ROW_REMAP_FAILED),
    FABRIC_HEALTH(Of.FABRIC_HEALTH),
    FABRIC_MANAGER(Of.FABRIC_MANAGER),
    /** Not DCGM's: what a site's own script may count. */
    NVLINKS_DOWN(Of.NVLINKS_DOWN),
    /** How many GPUs the driver counts; a field of the node that the exporter repeats with each GPU. */
    GPU_COUNT(Of.GPU_COUNT);

    private final Of of;

    GpuField(Of of) {
        this.of = of;
    }

    /** Which value it is where something is to be said of it. */
    Of of() {
        return of;
    }

    /** A field under one of its names. */
    public record Named(GpuField field, String name, Scale scale) {}

    private static final Map<String, Named> NAMED = new HashMap<>();

    static {
        UTIL.means(Scale.PERCENT, "DCGM_FI_DEV_GPU_UTIL");
        UTIL.means(Scale.RATIO_SINCE_4_9, "DCGM_FI_DEV_GPU_UTIL_RATIO");
        GR_ENGINE.means(Scale.RATIO, "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO");
        TENSOR.means(Scale.RATIO, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "DCGM_FI_PROF_TENSOR_UTIL_RATIO");
        SM_CLOCK.means(Scale.MEGAHERTZ, "DCGM_FI_DEV_SM_CLOCK");
        SM_CLOCK.means(Scale.HERTZ, "DCGM_FI_DEV_SM_CLOCK_HERTZ");
        POWER.means(Scale.WATTS, "DCGM_FI_DEV_POWER_USAGE", "DCGM_FI_DEV_BOARD_POWER_WATTS");
        TEMP.means(Scale.CELSIUS, "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_GPU_TEMP_CELSIUS");
        LIMIT.means(Scale.WATTS, "DCGM_FI_DEV_ENFORCED_POWER_LIMIT", "DCGM_FI_DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS");
        REASONS.means(Scale.WHOLE, "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", "DCGM_FI_DEV_CLOCKS_EVENT_REASONS");
        XID.means(Scale.WHOLE, "DCGM_FI_DEV_XID_ERRORS", "DCGM_FI_DEV_XID_ERROR");
        RECOVERY.means(Scale.WHOLE, "DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION", "DCGM_FI_DEV_GPU_RECOVERY_ACTION");
        ROW_REMAP_FAILED.means(Scale.WHOLE, "DCGM_FI_DEV_ROW_REMAP_FAILURE", "DCGM_FI_DEV_ROW_REMAP_FAILED");
        FABRIC_HEALTH.means(Scale.WHOLE, "DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY");
        FABRIC_MANAGER.means(Scale.WHOLE, "DCGM_FI_DEV_FABRIC_MANAGER_STATUS");
        NVLINKS_DOWN.means(Scale.WHOLE, "nvlinks_down");
        GPU_COUNT.means(Scale.WHOLE, "DCGM_FI_DEV_COUNT", "DCGM_FI_SYSTEM_GPU_QUANTITY");
    }

    private void means(Scale scale, String... names) {
        for (String name : names) {
            Named named = new Named(this, name, scale);
            NAMED.put(name, named);
            NAMED.put(name.toLowerCase(Locale.ROOT), named);
        }
    }

    /**
     * The field of a name as DCGM writes it, or the same in lower case, as NVIDIA's Fleet Intelligence Agent does; null for one of
     * the many that evidence does not rest on.
     */
    public static @Nullable Named named(String name) {
        return NAMED.get(name);
    }

    /** All names that are known as DCGM writes them, each with what it means, sorted. */
    public static Map<String, Named> names() {
        Map<String, Named> names = new TreeMap<>();
        NAMED.values().forEach(named -> names.put(named.name(), named));
        return names;
    }
}
