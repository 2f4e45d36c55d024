/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import java.util.Locale;

/** Two things that a GPU says and that cannot both be so; the name is also the metric label and the log key. */
public enum Contradiction {
    /**
     * The profiling counter says that the engine does nothing while the driver counts full utilization: a counter that died,
     * for weeks where nobody looks (NVIDIA/dcgm-exporter issue 662, NVIDIA/DCGM issue 303).
     */
    ENGINE_SAYS_IDLE,
    /** Utilization is high while the GPU draws no more power than the same GPU drew when it was idle. */
    POWER_SAYS_IDLE,
    /**
     * It works, and nothing that it says changes any more, its power to the watt: whoever passes it on repeats an old answer.
     */
    FROZEN,
    /** Its clock is a quarter above the highest of its kind: another kind than the registry says, or another unit. */
    CLOCK_BEYOND_SKU;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
