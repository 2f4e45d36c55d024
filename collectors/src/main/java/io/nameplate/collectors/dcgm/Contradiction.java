/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /** What is to be said of the values of a GPU while it lasts; they count all the same. */
    List<ValueFlag> flags() {
        return switch (this) {
            case ENGINE_SAYS_IDLE -> suspect(QualityReason.ENGINE_SAYS_IDLE, Of.GR_ENGINE);
            case POWER_SAYS_IDLE -> suspect(QualityReason.POWER_SAYS_IDLE, Of.UTIL, Of.POWER);
            case FROZEN -> List.of(new ValueFlag(Of.ALL, Quality.STALE, QualityReason.FROZEN));
            case CLOCK_BEYOND_SKU -> suspect(QualityReason.CLOCK_BEYOND_SKU, Of.SM_CLOCK);
        };
    }

    private static List<ValueFlag> suspect(QualityReason reason, Of... doubted) {
        return Stream.of(doubted)
                .map(of -> new ValueFlag(of, Quality.SUSPECT, reason))
                .toList();
    }

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
