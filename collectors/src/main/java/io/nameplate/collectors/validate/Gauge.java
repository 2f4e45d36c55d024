/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.wire.QualityReason;

/** The values of one gauge so far: how it got here, and how long it has stood still. */
final class Gauge extends Course {

    private final PointRule rule;
    private boolean begun;
    private double believed;
    private long believedTs;
    private boolean spiking;
    private double spike;
    private long spikeTs;
    private double last;
    private int same;

    Gauge(PointRule rule) {
        this.rule = rule;
    }

    @Override
    QualityReason later(long ts, double value) {
        if (isFlat(value)) {
            return QualityReason.FLAT_LINE;
        }
        if (!begun || isNear(value, ts, believed, believedTs) || (spiking && isNear(value, ts, spike, spikeTs))) {
            begun = true;
            spiking = false;
            believed = value;
            believedTs = ts;
            return QualityReason.NONE;
        }
        spiking = true;
        spike = value;
        spikeTs = ts;
        return QualityReason.SPIKE;
    }

    /** Two values near each other are a new level, not a spike. */
    private boolean isNear(double value, long ts, double other, long otherTs) {
        return rule.fits(Math.abs(value - other), ts - otherTs);
    }

    private boolean isFlat(double value) {
        same = value == last ? same + 1 : 1;
        last = value;
        return rule.flatAfter() > 0 && value != 0 && same > rule.flatAfter();
    }
}
