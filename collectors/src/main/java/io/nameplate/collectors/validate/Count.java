/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.wire.QualityReason;

/**
 * The values of one counter so far. The steps are those that the verdict tells apart
 * ({@link io.nameplate.model.evidence.CounterSpan.Step}); there the registry's meter decides, here the profile only flags.
 */
final class Count extends Course {

    private final PointRule rule;
    private boolean begun;
    private double last;
    private long lastTs;

    Count(PointRule rule) {
        this.rule = rule;
    }

    @Override
    QualityReason later(long ts, double value) {
        QualityReason reason = begun ? step(ts - lastTs, value) : QualityReason.NONE;
        begun = true;
        last = value;
        lastTs = ts;
        return reason;
    }

    private QualityReason step(long millis, double value) {
        if (value >= last) {
            return rule.fits(value - last, millis) ? QualityReason.NONE : QualityReason.COUNTER_JUMP;
        }
        if (rule.rollover() > last && rule.fits(value + rule.rollover() - last, millis)) {
            return QualityReason.COUNTER_ROLLOVER;
        }
        return Double.isFinite(rule.maxPerSecond()) && rule.fits(value, millis)
                ? QualityReason.COUNTER_RESET
                : QualityReason.COUNTER_DECREASE;
    }
}
