/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.collectors.vllm.EndpointCounters;
import io.nameplate.model.language.AssetId;
import java.util.List;
import java.util.function.Consumer;

/** The counters of inference endpoints in the lines of one message. */
final class VllmCounters {

    private final Consumer<MessageFault> faults;
    private final EndpointCounters counters = new EndpointCounters();

    VllmCounters(Consumer<MessageFault> faults) {
        this.faults = faults;
    }

    /** Takes a line; of the same series twice in a message the last one counts. */
    void take(AssetId endpoint, Stamp time, InfluxLine line) {
        for (Field field : line.fields()) {
            if (!counters.take(endpoint, time, field.key(), line.tags(), number(field.value()))) {
                faults.accept(MessageFault.BAD_VALUE);
            }
        }
    }

    private static double number(Value value) {
        if (value instanceof Decimal real) {
            return real.value();
        }
        return value instanceof Whole whole ? whole.value() : -1;
    }

    /** Adds the readings of the message. */
    void readings(List<Reading> into) {
        counters.readings(into);
    }
}
