/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.Generation;
import io.nameplate.collectors.dcgm.GpuDraft;
import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.dcgm.ValueFault;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.util.function.Consumer;

/** DCGM's fields of one GPU in a line into a reading. Fields that are not DCGM's or not used are passed over. */
public final class DcgmFields {

    private final GpuDraft draft;

    /** Faults are counted one by one. */
    public DcgmFields(Consumer<MessageFault> faults) {
        this.draft = new GpuDraft((why, name, value) -> faults.accept(fault(why)));
    }

    private static MessageFault fault(ValueFault why) {
        return switch (why) {
            case UNIT_CONTRADICTED, UNIT_UNKNOWN -> MessageFault.DOUBTFUL_UNIT;
            case NOT_A_NUMBER, NOT_WHOLE, OUT_OF_RANGE -> MessageFault.BAD_VALUE;
        };
    }

    /** The reading of a GPU in a line, which says of which. */
    GpuReading reading(InfluxLine line) {
        InfluxSeries series = line.series();
        draft.begin(series.generation());
        for (int i = 0; i < line.size(); i++) {
            GpuField.Named named = line.name(i).gpuField();
            if (named != null) {
                if (line.isNumber(i)) {
                    draft.take(named, line.number(i));
                } else {
                    draft.noNumber(named);
                }
            }
        }
        return draft.reading(series.uuid(), series.index());
    }

    /** Begins a GPU of which nothing says which exporter wrote it; {@link #take} each value, then {@link #reading(String, int)}. */
    public void begin() {
        draft.begin(Generation.UNSAID);
    }

    /** Takes the value of a field that is a number. */
    public void take(GpuField.Named field, double number) {
        draft.take(field, number);
    }

    /** Takes the value of a field. */
    public void take(GpuField.Named field, Value value) {
        if (value instanceof Decimal real) {
            draft.take(field, real.value());
        } else if (value instanceof Whole integer) {
            draft.take(field, (double) integer.value());
        } else {
            draft.noNumber(field);
        }
    }

    /** The reading of the GPU that was begun. */
    public GpuReading reading(String uuid, int index) {
        return draft.reading(uuid, index);
    }
}
