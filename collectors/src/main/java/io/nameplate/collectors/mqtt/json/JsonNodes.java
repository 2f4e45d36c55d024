/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.dcgm.NodeDraft;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.DcgmFields;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.MessageTime;
import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.TopicTemplate;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in JSON messages, all GPUs of a node in one of them: members by DCGM's names, or by others that the device file
 * maps to those.
 */
public final class JsonNodes implements PayloadFormat {

    /**
     * What a device file says of it.
     *
     * @param nodeAt where a message says its node, if the topic does not
     * @param each the array of GPUs
     * @param fields DCGM's name of a field, and where a GPU has it under another name
     */
    public record Definition(
            TopicTemplate template,
            Names names,
            @Nullable JsonPath nodeAt,
            @Nullable TimeAt time,
            @Nullable JsonPath bootId,
            @Nullable JsonPath gpuCount,
            JsonPath each,
            @Nullable JsonPath uuid,
            @Nullable JsonPath index,
            Map<String, JsonPath> fields)
            implements PayloadFormat.Definition {

        public Definition {
            fields = Map.copyOf(fields);
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new JsonNodes(this, opening);
        }
    }

    private record Mapped(GpuField.Named field, int slot) {}

    private final Definition definition;
    private final Remarks remarks;
    private final MessageTime times;
    private final DcgmFields dcgm;
    private final JsonReader reader;
    private final int nodeSlot;
    private final int timeSlot;
    private final int bootSlot;
    private final int countSlot;
    private final int uuidSlot;
    private final int indexSlot;
    private final List<Mapped> mapped = new ArrayList<>();

    private JsonNodes(Definition definition, Opening opening) {
        this.definition = definition;
        remarks = opening.remarks();
        times = new MessageTime(opening.clock(), remarks);
        dcgm = new DcgmFields(remarks::count);
        reader = new JsonReader(remarks, definition.each());
        nodeSlot = reader.ofMessage(definition.nodeAt());
        timeSlot = reader.ofMessage(
                definition.time() == null ? null : definition.time().path());
        bootSlot = reader.ofMessage(definition.bootId());
        countSlot = reader.ofMessage(definition.gpuCount());
        uuidSlot = reader.ofRow(definition.uuid());
        indexSlot = reader.ofRow(definition.index());
        // by their own names first: where a device file says where a field is, that counts
        GpuField.names()
                .forEach(
                        (name, field) -> mapped.add(new Mapped(field, reader.ofRow(JsonPath.of("$['" + name + "']")))));
        definition.fields().forEach((name, path) -> {
            int slot = reader.ofRow(path);
            GpuField.Named field = GpuField.named(name);
            if (field != null) {
                mapped.add(new Mapped(field, slot));
            }
        });
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        Optional<TopicTemplate.Match> match = definition.template().match(topic, remarks);
        if (match.isEmpty()) {
            return List.of();
        }
        Optional<JsonMessage> message = reader.read(topic, payload);
        return message.isEmpty()
                ? List.of()
                : node(topic, match.get(), message.get(), retained, received)
                        .map(List::of)
                        .orElse(List.of());
    }

    private Optional<Reading> node(
            String topic, TopicTemplate.Match match, JsonMessage message, boolean retained, long received) {
        JsonRow whole = message.whole();
        Optional<String> name = definition.nodeAt() == null
                ? match.part(Part.NODE)
                : whole.get(nodeSlot).map(JsonValues::word);
        Optional<NodeId> node = name.flatMap(definition.names()::node);
        if (node.isEmpty()) {
            remarks.count(
                    MessageFault.NO_NODE, "a message on '" + topic + "' names no node that a registry could have");
            return Optional.empty();
        }
        Optional<Stamp> time = times.of(reader.time(whole, whole, timeSlot, definition.time()), retained, received);
        if (time.isEmpty()) {
            return Optional.empty();
        }
        NodeDraft draft = new NodeDraft(
                node.get(), time.get().ts(), time.get().received(), time.get().flags());
        message.rows().forEach(row -> gpu(row).ifPresent(draft::gpu));
        if (draft.isWithoutGpus()) {
            remarks.count(
                    MessageFault.NO_VALUE,
                    "a message on '" + topic + "' has no GPU at " + definition.each()
                            + "; nothing is concluded from it");
            return Optional.empty();
        }
        whole.get(bootSlot).map(JsonValues::word).ifPresent(draft::boot);
        Optional<Value> count = whole.get(countSlot);
        if (count.isPresent() && !draft.count(JsonValues.number(count.get()))) {
            remarks.count(MessageFault.BAD_VALUE);
        }
        return Optional.of(draft.reading());
    }

    private Optional<GpuReading> gpu(JsonRow row) {
        String uuid = row.get(uuidSlot).map(JsonValues::word).orElse("");
        int index = row.get(indexSlot).map(JsonNodes::index).orElse(GpuReading.NO_INDEX);
        if (uuid.isEmpty() && index == GpuReading.NO_INDEX) {
            remarks.count(MessageFault.NO_GPU);
            return Optional.empty();
        }
        dcgm.begin();
        for (Mapped map : mapped) {
            if (row.isNumber(map.slot())) {
                dcgm.take(map.field(), row.number(map.slot()));
            } else {
                row.get(map.slot()).ifPresent(value -> dcgm.take(map.field(), value));
            }
        }
        return Optional.of(dcgm.reading(uuid, index));
    }

    private static int index(Value value) {
        double index = JsonValues.number(value);
        return index >= 0 && index <= 9_999 && index == Math.rint(index) ? (int) index : GpuReading.NO_INDEX;
    }
}
