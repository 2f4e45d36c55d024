/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.ExporterText.Seen;
import io.nameplate.collectors.dcgm.ValueFault;
import io.nameplate.collectors.inventory.BootTime;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.prometheus.Fault;
import io.nameplate.collectors.prometheus.Format;
import io.nameplate.collectors.prometheus.Limits;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a dcgm-exporter serves, published instead of fetched: one node's text in a message, the node named by its topic. */
public final class PrometheusNodes implements PayloadFormat {

    /** What a device file says of it. */
    public record Definition(TopicTemplate template, Names names) implements PayloadFormat.Definition {
        @Override
        public PayloadFormat open(Opening opening) {
            return new PrometheusNodes(this, opening);
        }
    }

    private final Definition definition;
    private final Remarks remarks;
    private final MessageTime times;
    private final ExporterText text = new ExporterText(Limits.STANDARD);

    private final ExporterText.Faults leftOut = new ExporterText.Faults() {
        @Override
        public void badLine(Fault why, int line) {
            remarks.count(MessageFault.BAD_LINE);
        }

        @Override
        public void leftOut(ValueFault why, String name, double value) {
            remarks.count(MessageFault.BAD_VALUE);
        }
    };

    private PrometheusNodes(Definition definition, Opening opening) {
        this.definition = definition;
        remarks = opening.remarks();
        times = new MessageTime(opening.clock(), remarks);
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        Optional<TopicTemplate.Match> match = definition.template().match(topic, remarks);
        if (match.isEmpty()) {
            return List.of();
        }
        Optional<NodeId> node = match.get().part(Part.NODE).flatMap(definition.names()::node);
        if (node.isEmpty()) {
            remarks.count(MessageFault.NO_NODE, "topic '" + topic + "' names no node that a registry could have");
            return List.of();
        }
        Seen seen = text.read(payload, payload.length, Format.ofText(payload), leftOut);
        if (seen.gpus().isEmpty()) {
            remarks.count(MessageFault.NO_VALUE, "a message on '" + topic + "' has no line of a GPU");
            return List.of();
        }
        return times.of(seen.newest(), retained, received)
                .map(time -> List.<Reading>of(reading(node.get(), seen, time)))
                .orElse(List.of());
    }

    private static NodeReading reading(NodeId node, Seen seen, Stamp time) {
        OptionalLong booted = seen.bootedAt(time.received());
        String bootId = booted.isPresent() ? BootTime.id(booted.getAsLong()) : "";
        return seen.reading(node, time.ts(), time.received(), bootId, time.flags());
    }
}
