/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.AssetId;
import java.util.List;

/** Takes every reading and does nothing with it. */
final class Nobody implements Intake {

    @Override
    public void takeAt(AssetId asset, long at, List<PointValue> values) {}

    @Override
    public boolean take(List<Reading> readings) {
        return true;
    }

    @Override
    public boolean reads(AssetId asset) {
        return true;
    }
}
