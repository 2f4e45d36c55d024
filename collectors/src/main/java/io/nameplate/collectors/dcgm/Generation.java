/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import java.util.List;
import java.util.Map;

/**
 * Which generation of dcgm-exporter wrote a line, as far as the line says so. Names alone do not: a counters file may list
 * names of both, and {@code DCGM_FI_DEV_GPU_UTIL_RATIO} is a percentage up to DCGM 4.6 and a ratio from 4.7 on.
 *
 * <p>Sources: the release notes of dcgm-exporter 4.9.0 (driver label renamed) and 4.6.0-4.8.3 ({@code Hostname} became
 * {@code hostname}), at newreleases.io/project/github/NVIDIA/dcgm-exporter and docs.nvidia.com/datacenter/dcgm.
 */
public enum Generation {
    /** The line does not say; so it is with exporters from 4.8.3 on that were told to leave the driver's version out. */
    UNSAID,
    /** dcgm-exporter up to 4.8. */
    UNTIL_4_8,
    /** dcgm-exporter from 4.9 on, which comes with DCGM 4.7. */
    FROM_4_9;

    private static final String OLD_DRIVER = "DCGM_FI_DRIVER_VERSION";
    private static final String DRIVER = "DCGM_FI_SYSTEM_DRIVER_VERSION";
    private static final String OLD_HOST = "Hostname";

    /** The labels that say it. */
    public static final List<String> LABELS = List.of(OLD_DRIVER, DRIVER, OLD_HOST);

    /** The version of the driver that a line's labels say; empty where they do not. */
    static String driver(Map<String, String> labels) {
        return labels.getOrDefault(DRIVER, labels.getOrDefault(OLD_DRIVER, ""));
    }

    /** What a line's labels say. */
    public static Generation of(Map<String, String> labels) {
        if (labels.containsKey(DRIVER)) {
            return FROM_4_9;
        }
        return labels.containsKey(OLD_DRIVER) || labels.containsKey(OLD_HOST) ? UNTIL_4_8 : UNSAID;
    }
}
