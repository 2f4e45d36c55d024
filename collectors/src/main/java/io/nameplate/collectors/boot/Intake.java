/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.AssetId;
import java.util.List;

/** The one way in for what drivers read; takes calls of many threads. */
interface Intake {

    /**
     * Takes what was read of an asset at one time.
     *
     * @param at epoch milliseconds
     */
    void takeAt(AssetId asset, long at, List<PointValue> values);

    /**
     * Takes readings that carry their own time.
     *
     * @return false where nothing is recorded at present: a source that keeps them may send them again
     */
    boolean take(List<Reading> readings);

    /** Whether readings of an asset are taken. */
    boolean reads(AssetId asset);
}
