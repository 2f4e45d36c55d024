/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.MessageTime;
import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.PlantValues;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.TopicTemplate;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plant points in JSON messages: one or many in a message, the asset named by topic, message or device file. */
public final class JsonPlant implements PayloadFormat {

    /**
     * What a device file says of it.
     *
     * @param asset where all messages are of one asset
     * @param assetAt where a message says its asset
     * @param each the array whose elements are the points; the paths of points are then the elements'
     * @param units by point, where neither the point's entry nor the message says the unit
     */
    public record Definition(
            TopicTemplate template,
            Names names,
            @Nullable AssetId asset,
            @Nullable JsonPath assetAt,
            @Nullable JsonPath each,
            @Nullable TimeAt time,
            List<JsonPoint> points,
            Map<String, Unit> units)
            implements PayloadFormat.Definition {

        public Definition {
            points = List.copyOf(points);
            units = Map.copyOf(units);
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new JsonPlant(this, opening);
        }
    }

    private record Slots(JsonPoint point, int name, int value, int unit, int quality) {}

    private final Definition definition;
    private final Remarks remarks;
    private final MessageTime times;
    private final JsonReader reader;
    private final int assetSlot;
    private final int timeSlot;
    private final List<Slots> points = new ArrayList<>();

    private JsonPlant(Definition definition, Opening opening) {
        this.definition = definition;
        remarks = opening.remarks();
        times = new MessageTime(opening.clock(), remarks);
        reader = new JsonReader(remarks, definition.each());
        assetSlot = reader.ofEither(definition.assetAt());
        timeSlot = reader.ofEither(
                definition.time() == null ? null : definition.time().path());
        for (JsonPoint point : definition.points()) {
            points.add(new Slots(
                    point,
                    reader.ofRow(point.nameAt()),
                    reader.ofRow(point.value()),
                    reader.ofRow(point.unitAt()),
                    reader.ofRow(point.qualityAt())));
        }
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        Optional<TopicTemplate.Match> match = definition.template().match(topic, remarks);
        if (match.isEmpty()) {
            return List.of();
        }
        Optional<JsonMessage> message = reader.read(topic, payload);
        if (message.isEmpty()) {
            return List.of();
        }
        JsonRow whole = message.get().whole();
        List<JsonRow> rows =
                definition.each() == null ? List.of(whole) : message.get().rows();
        List<Reading> readings = new ArrayList<>();
        boolean said = false;
        for (JsonRow row : rows) {
            said |= row(topic, match.get(), row, whole, retained, received, readings);
        }
        if (!said) {
            remarks.count(
                    MessageFault.NO_VALUE,
                    "a message on '" + topic + "' has nothing at the path of any point of this source");
        }
        return readings;
    }

    /** Whether the row had a value for any point. */
    private boolean row(
            String topic,
            TopicTemplate.Match match,
            JsonRow row,
            JsonRow whole,
            boolean retained,
            long received,
            List<Reading> into) {
        if (points.stream().noneMatch(point -> row.get(point.value()).isPresent())) {
            return false;
        }
        Optional<AssetId> asset = asset(match, row, whole);
        if (asset.isEmpty()) {
            remarks.count(
                    MessageFault.NO_ASSET,
                    "a message on '" + topic + "' names no asset that a registry could have; see 'names'");
            return true;
        }
        Optional<Stamp> time = times.of(
                reader.time(row, whole, timeSlot, definition.time()),
                retained,
                received,
                definition.time() == null ? Duration.ZERO : definition.time().stored());
        if (time.isPresent()) {
            for (Slots point : points) {
                point(match, asset.get(), time.get(), row, point, into);
            }
        }
        return true;
    }

    private Optional<AssetId> asset(TopicTemplate.Match match, JsonRow row, JsonRow whole) {
        if (definition.asset() != null) {
            return Optional.of(definition.asset());
        }
        Optional<String> name = definition.assetAt() == null
                ? match.part(Part.ASSET)
                : JsonReader.either(row, whole, assetSlot).map(JsonValues::word);
        return name.flatMap(definition.names()::asset);
    }

    private void point(
            TopicTemplate.Match match, AssetId asset, Stamp time, JsonRow row, Slots slots, List<Reading> into) {
        Optional<Value> value = row.get(slots.value());
        if (value.isEmpty()) {
            return;
        }
        Optional<String> name = name(match, row, slots);
        if (name.isEmpty()) {
            remarks.count(MessageFault.NO_POINT, "a value of asset '" + asset + "' does not say which point it is");
            return;
        }
        Optional<Unit> unit = unit(name.get(), row, slots);
        if (unit.isEmpty()) {
            return;
        }
        double number = JsonValues.number(value.get());
        if (Double.isNaN(number)) {
            remarks.count(MessageFault.BAD_VALUE);
            into.add(PlantValues.unreadable(asset, name.get(), time));
        } else {
            into.add(PlantValues.said(quality(row, slots), asset, name.get(), time, number, unit.get()));
        }
    }

    private Optional<String> name(TopicTemplate.Match match, JsonRow row, Slots slots) {
        if (slots.point().name() != null) {
            return Optional.of(slots.point().name());
        }
        Optional<String> said = slots.point().nameAt() == null
                ? match.part(Part.POINT)
                : row.get(slots.name()).map(JsonValues::word);
        return said.map(definition.names()::point).filter(PlantValues::isPoint);
    }

    private Optional<Unit> unit(String point, JsonRow row, Slots slots) {
        Optional<String> said = row.get(slots.unit()).map(JsonValues::word);
        if (said.isPresent()) {
            Optional<Unit> unit = Unit.of(said.get());
            if (unit.isEmpty()) {
                remarks.count(
                        MessageFault.UNKNOWN_UNIT,
                        "point '" + point + "' comes in a unit that is not known; write it as one of "
                                + Unit.symbols());
            }
            return unit;
        }
        Unit own = slots.point().unit();
        return Optional.of(own == null ? definition.units().getOrDefault(point, Unit.NONE) : own);
    }

    private static Quality quality(JsonRow row, Slots slots) {
        return row.get(slots.quality())
                .map(said -> JsonValues.word(said).toLowerCase(Locale.ROOT))
                .map(word -> slots.point().words().getOrDefault(word, Quality.BAD))
                .orElse(Quality.GOOD);
    }
}
