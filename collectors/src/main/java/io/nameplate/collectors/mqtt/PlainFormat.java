/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message that is a number and nothing else; the topic says what it is of. true, on and up are 1, false, off and down are 0. */
public final class PlainFormat implements PayloadFormat {

    private static final int LONGEST = 64;
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?");
    private static final Map<String, Double> WORDS =
            Map.of("true", 1.0, "on", 1.0, "ON", 1.0, "up", 1.0, "false", 0.0, "off", 0.0, "OFF", 0.0, "down", 0.0);

    /**
     * What a device file says of it.
     *
     * @param asset where all messages are of one asset
     * @param point where all messages are of one point
     * @param units by point; a mere number where there is none
     */
    public record Definition(
            TopicTemplate template,
            Names names,
            @Nullable AssetId asset,
            @Nullable String point,
            Map<String, Unit> units)
            implements PayloadFormat.Definition {

        public Definition {
            units = Map.copyOf(units);
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new PlainFormat(this, opening);
        }
    }

    private final Definition definition;
    private final Remarks remarks;
    private final MessageTime times;

    private PlainFormat(Definition definition, Opening opening) {
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
        Optional<AssetId> asset = definition.asset() == null
                ? match.get().part(Part.ASSET).flatMap(definition.names()::asset)
                : Optional.of(definition.asset());
        if (asset.isEmpty()) {
            remarks.count(
                    MessageFault.NO_ASSET,
                    "topic '" + topic + "' names no asset that a registry could have; see 'names'");
            return List.of();
        }
        Optional<String> point = definition.point() == null
                ? match.get().part(Part.POINT).map(definition.names()::point).filter(PlantValues::isPoint)
                : Optional.of(definition.point());
        if (point.isEmpty()) {
            remarks.count(MessageFault.NO_POINT, "topic '" + topic + "' names no point");
            return List.of();
        }
        Optional<Stamp> time = times.of(OptionalLong.empty(), retained, received);
        return time.isEmpty() ? List.of() : List.of(reading(asset.get(), point.get(), time.get(), payload));
    }

    private Reading reading(AssetId asset, String point, Stamp time, byte[] payload) {
        String text = payload.length > LONGEST ? "" : new String(payload, StandardCharsets.UTF_8).strip();
        Double word = WORDS.get(text);
        if (word == null && !NUMBER.matcher(text).matches()) {
            remarks.count(MessageFault.BAD_VALUE);
            return PlantValues.unreadable(asset, point, time);
        }
        double value = word == null ? Double.parseDouble(text) : word;
        return PlantValues.good(asset, point, time, value, definition.units().getOrDefault(point, Unit.NONE));
    }
}
