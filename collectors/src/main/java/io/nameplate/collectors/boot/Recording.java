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

/** Checks what drivers read, then records it. */
record Recording(Recorder recorder, Validation validation, Clock clock) implements Intake {

    @Override
    public void takeNow(AssetId asset, List<PointValue> values) {
        recorder.takeNow(asset, validation.check(asset, clock.millis(), values));
    }

    @Override
    public void take(List<Reading> readings) {
        recorder.take(validation.check(readings));
    }

    @Override
    public boolean reads(AssetId asset) {
        return recorder.measure(inventory -> inventory.reads(asset) ? 1 : 0) == 1;
    }
}
