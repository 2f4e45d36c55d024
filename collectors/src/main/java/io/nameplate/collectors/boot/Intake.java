/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.util.List;

/** The one way in: what drivers read is checked, then recorded. */
record Intake(Recorder recorder, Validation validation, Clock clock) {

    /** Takes what was read of an asset just now. */
    void takeNow(AssetId asset, List<PointValue> values) {
        recorder.takeNow(asset, validation.check(asset, clock.millis(), values));
    }

    /** Takes readings that carry their own time. */
    void take(List<Reading> readings) {
        recorder.take(validation.check(readings));
    }

    /** Whether readings of an asset are taken. */
    boolean reads(AssetId asset) {
        return recorder.measure(inventory -> inventory.reads(asset) ? 1 : 0) == 1;
    }
}
