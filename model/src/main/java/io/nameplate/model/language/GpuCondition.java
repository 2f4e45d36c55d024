/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The conditions of a GPU that are named by a word and not by an XID: what its driver says of it in every reading, for as
 * long as it says so. In evidence and XID tables a condition is a number; these stand above every XID.
 */
public enum GpuCondition {
    /** The driver asks for a reset of the GPU: recovery action 1. */
    RECOVERY_RESET(1001),
    /** The driver asks for a restart of the node: recovery action 2. */
    RECOVERY_REBOOT(1002),
    /** The driver asks to end peer-to-peer traffic: recovery action 3. */
    RECOVERY_DRAIN_P2P(1003),
    /** The GPU runs at reduced capacity and is to be drained, then reset: recovery action 4. */
    RECOVERY_DRAIN_RESET(1004),
    /** A row of the memory could not be remapped. */
    ROW_REMAP_FAILURE(1005),
    /** The GPU's fabric health is unhealthy. */
    FABRIC_UNHEALTHY(1006),
    /** The GPU's fabric has limited capacity. */
    FABRIC_LIMITED(1007),
    /** The fabric manager failed to bring the GPU into its fabric. */
    FABRIC_MANAGER_FAILED(1008),
    /** At least one NVLink that should be up is down. */
    NVLINK_DOWN(1009);

    /** The highest number that is an XID; a gauge beyond it counts as this one. */
    public static final int LAST_XID = 1000;

    private final int code;

    GpuCondition(int code) {
        this.code = code;
    }

    /** Its number in evidence and XID tables. */
    public int code() {
        return code;
    }

    /** Its name in registries: row_remap_failure. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, in the order of their numbers. */
    public static List<String> names() {
        return Arrays.stream(values()).map(GpuCondition::text).toList();
    }

    /** The condition of a name as {@link #text} gives it. */
    public static Optional<GpuCondition> named(String text) {
        return Arrays.stream(values())
                .filter(condition -> condition.text().equals(text))
                .findFirst();
    }

    /** What a number of evidence or of a table is called: its name, or XID 79. */
    public static String called(int code) {
        return Arrays.stream(values())
                .filter(condition -> condition.code == code)
                .map(GpuCondition::text)
                .findFirst()
                .orElse("XID " + code);
    }
}
