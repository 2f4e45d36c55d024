/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import java.util.List;

/** Checks what drivers read, then records it, and what it tells of nodes. */
record Recording(Recorder recorder, Validation validation, Witnesses witnesses) implements Intake {

    @Override
    public void takeAt(AssetId asset, long at, List<PointValue> values) {
        List<PointValue> checked = validation.check(asset, at, values);
        recorder.takeAt(asset, at, checked);
        record(witnesses.hear(asset, at, checked));
    }

    @Override
    public boolean take(List<Reading> readings) {
        List<Reading> checked = validation.check(readings);
        boolean taken = recorder.take(checked);
        record(witnesses.hear(checked));
        return taken;
    }

    private void record(List<Reading> said) {
        if (!said.isEmpty()) {
            boolean unused = recorder.take(said);
        }
    }

    @Override
    public boolean reads(AssetId asset) {
        return recorder.reads(asset);
    }
}
