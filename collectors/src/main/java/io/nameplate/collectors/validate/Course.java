/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.wire.QualityReason;

/** How a point's values have gone so far. */
interface Course {

    /**
     * Takes the next value.
     *
     * @param ts epoch milliseconds, later than before
     * @return what is to be said of the step to it
     */
    QualityReason next(long ts, double value);
}
