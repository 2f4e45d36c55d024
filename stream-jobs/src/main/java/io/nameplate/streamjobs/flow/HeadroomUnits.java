/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.Headroom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How units of headroom stand among the fields of a part or an outcome. */
final class HeadroomUnits {

    private HeadroomUnits() {}

    static void write(List<Headroom.Unit> units, DataOutputView target) throws IOException {
        target.writeInt(units.size());
        for (Headroom.Unit unit : units) {
            target.writeUTF(unit.unit().value());
            target.writeUTF(unit.layer().name());
            target.writeLong(unit.lostGpus());
            target.writeLong(unit.unsureGpus());
            write(unit.lost(), target);
        }
    }

    static void write(Headroom.Watts watts, DataOutputView target) throws IOException {
        target.writeLong(watts.low());
        target.writeLong(watts.high());
    }

    static Headroom.Watts readWatts(DataInputView source) throws IOException {
        return new Headroom.Watts(source.readLong(), source.readLong());
    }

    /**
     * Reads what was written.
     *
     * @param powered false for a form of before units told what they take of firm power
     */
    static List<Headroom.Unit> read(boolean powered, DataInputView source) throws IOException {
        List<Headroom.Unit> units = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            units.add(new Headroom.Unit(
                    new AssetId(source.readUTF()),
                    Layer.valueOf(source.readUTF()),
                    source.readLong(),
                    source.readLong(),
                    powered ? readWatts(source) : Headroom.Watts.NONE));
        }
        return units;
    }
}
