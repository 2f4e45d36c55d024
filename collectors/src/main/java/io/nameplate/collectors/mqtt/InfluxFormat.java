/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.AssetId;
import java.util.List;
import java.util.Map;

/** Influx line protocol: names and times stand in the lines, the topic says nothing. */
public final class InfluxFormat implements PayloadFormat {

    /**
     * What a device file may say of it.
     *
     * @param renamed DCGM's names of fields that stand in the lines under others too, by these
     */
    public record Definition(Map<String, String> renamed) implements PayloadFormat.Definition {

        public Definition {
            renamed = Map.copyOf(renamed);
        }

        /** Fields have DCGM's names alone. */
        public Definition() {
            this(Map.of());
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new InfluxFormat(renamed, opening);
        }
    }

    private final Remarks remarks;
    private final InfluxMessages messages;

    private InfluxFormat(Map<String, String> renamed, Opening opening) {
        remarks = opening.remarks();
        messages = new InfluxMessages(
                renamed,
                remarks::count,
                new InfluxMessages.Endpoints() {
                    @Override
                    public boolean knows(AssetId endpoint) {
                        return opening.reads().test(endpoint);
                    }

                    @Override
                    public void complain(String sentence) {
                        remarks.count(MessageFault.NO_ENDPOINT, sentence);
                    }
                },
                opening.clock());
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        if (retained) {
            remarks.count(
                    MessageFault.RETAINED,
                    "telemetry of nodes is published with the retain flag; the broker's old copy is left out, publish"
                            + " without it");
            return List.of();
        }
        return messages.read(payload, received);
    }
}
