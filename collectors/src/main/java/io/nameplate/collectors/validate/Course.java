/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.wire.QualityReason;

/** How a point's values have gone so far. */
abstract sealed class Course permits Count, Gauge {

    private long lastTs = Long.MIN_VALUE;

    /**
     * Takes the next value. One that is not later than the last came twice or too late: it is refused by whoever records it, and tells
     * nothing of how the point goes.
     *
     * @param ts epoch milliseconds
     * @return what is to be said of the step to it
     */
    final QualityReason next(long ts, double value) {
        if (ts <= lastTs) {
            return QualityReason.NONE;
        }
        lastTs = ts;
        return later(ts, value);
    }

    /** Takes a value that is later than all before it. */
    abstract QualityReason later(long ts, double value);
}
