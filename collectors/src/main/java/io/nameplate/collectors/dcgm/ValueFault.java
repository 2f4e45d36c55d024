/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.util.Locale;

/** Why the value of a known field was left out; the name is also the metric label and the log key. */
public enum ValueFault {
    /** NaN or an infinity. */
    NOT_A_NUMBER(QualityReason.NOT_A_NUMBER),
    /** A fraction where only whole numbers can be. */
    NOT_WHOLE(QualityReason.NOT_WHOLE),
    /** No unit makes it possible. */
    OUT_OF_RANGE(QualityReason.RANGE),
    /** It would be possible in the unit of the other generation, but name and version say this one. */
    UNIT_CONTRADICTED(QualityReason.UNIT_CONTRADICTED),
    /** It is possible in two units, and nothing says which. */
    UNIT_UNKNOWN(QualityReason.UNIT_UNKNOWN);

    private final QualityReason reason;

    ValueFault(QualityReason reason) {
        this.reason = reason;
    }

    /** What is to be said of a value that was left out for it. */
    ValueFlag flag(ValueFlag.Of of, double raw) {
        return new ValueFlag(of, Quality.BAD, reason, raw);
    }

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
