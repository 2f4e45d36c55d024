/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.wire.QualityReason;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Formats as a device file describes them, for tests: what they say goes into a list, reason by reason. */
public final class Formats {

    private Formats() {}

    /** The only MQTT source of a device file. */
    public static MqttSource source(String yaml) {
        return new DevicesReader(new Profiles(Optional.empty()), Optional.empty(), Sites.C1, Clock.systemUTC())
                .read("config.yaml", yaml)
                .mqtt()
                .get(0);
    }

    /** The format of a source, without a connection. */
    public static PayloadFormat open(MqttSource source, List<String> remarks) {
        return open(source, remarks, OrderDesk.NOBODY);
    }

    /** The same, with somebody who takes orders. */
    public static PayloadFormat open(MqttSource source, List<String> remarks, OrderDesk orders) {
        return source.format()
                .open(new Opening(
                        source.name(), remarks(remarks), new SourceClock(), asset -> true, orders, Optional::empty));
    }

    /** Remarks as lines: the reason, and the sentence if there is one. */
    public static Remarks remarks(List<String> into) {
        return new Remarks() {
            @Override
            public void count(Reason reason) {
                into.add(reason.label());
            }

            @Override
            public void count(Reason reason, String sentence) {
                into.add(reason.label() + ": " + sentence);
            }
        };
    }

    /** A reading as expected files write it. */
    public static String line(Reading reading) {
        if (reading instanceof PlantReading plant) {
            PointValue value = plant.value();
            String words = "%s %s %d %s %s"
                    .formatted(plant.asset(), plant.point(), plant.ts(), value.value(), value.quality());
            return value.reason() == QualityReason.NONE
                    ? words
                    : words + " " + value.reason().label();
        }
        return Testcases.line(reading);
    }
}
