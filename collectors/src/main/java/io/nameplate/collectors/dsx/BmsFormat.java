/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.dsx.BmsTopic.BmsPoint;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.MessageTime;
import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.PlantValues;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * DSX Exchange, BMS v1: metadata says what a point is, values come after it. A value before its metadata is held back;
 * the same value published again is the BMS saying that it is still so; a heartbeat that stays away makes what it covers
 * stale.
 */
public final class BmsFormat implements PayloadFormat {

    private static final int POINTS = 200_000;
    private static final long REPUBLISHED_MILLIS = 210_000;

    /**
     * What a device file says of it.
     *
     * @param listed by tag path: points with names of their own
     * @param heartbeat how long the heartbeat may stay away
     */
    public record Definition(Names names, Map<String, Listed> listed, Duration heartbeat)
            implements PayloadFormat.Definition {

        public Definition {
            listed = Map.copyOf(listed);
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new BmsFormat(this, opening);
        }
    }

    /** A point by its tag path; what is null is as metadata says it. */
    public record Listed(
            @Nullable AssetId asset,
            @Nullable String point,
            @Nullable Unit unit) {}

    private record Place(AssetId asset, String point) {}

    private record Arrived(BmsValue value, Stamp time) {}

    private static final class Point {
        private boolean described;
        private @Nullable Place place;
        private Unit unit = Unit.NONE;
        private @Nullable Arrived held;
        private @Nullable BmsValue last;
        private long lastTs;
        private boolean inForce;
    }

    private final Definition definition;
    private final Opening opening;
    private final Remarks remarks;
    private final MessageTime times;
    private final Map<BmsPoint, Point> points = new LinkedHashMap<>();
    private final Map<Place, BmsPoint> taken = new HashMap<>();
    private final Heartbeats heartbeats;
    private final PlantGraph graph = new PlantGraph();

    private BmsFormat(Definition definition, Opening opening) {
        this.definition = definition;
        this.opening = opening;
        remarks = opening.remarks();
        times = new MessageTime(opening.clock(), remarks);
        heartbeats = new Heartbeats(definition.heartbeat().toMillis());
    }

    /** What is subscribed to. */
    public static List<String> filters() {
        return BmsTopic.FILTERS;
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        Optional<BmsTopic> parsed = BmsTopic.of(topic);
        if (parsed.isEmpty()) {
            remarks.count(MessageFault.OTHER_TOPIC, "topic '" + topic + "' is none that a BMS publishes on");
            return List.of();
        }
        try {
            BmsPoint point = parsed.get().point();
            if (parsed.get().metadata()) {
                return payload.length == 0 ? List.of() : metadata(point, BmsMetadata.read(payload), received);
            }
            return value(point, BmsValue.read(payload), retained, received);
        } catch (IOException broken) {
            remarks.count(MessageFault.BAD_MESSAGE, "a message on '" + topic + "' cannot be read as the schema has it");
            return List.of();
        }
    }

    @Override
    public String report() {
        return graph.text();
    }

    private @Nullable Point point(BmsPoint key) {
        Point point = points.get(key);
        if (point == null && points.size() < POINTS) {
            point = new Point();
            points.put(key, point);
        }
        if (point == null) {
            remarks.count(DsxFault.TOO_MANY_POINTS, "the BMS publishes more than " + POINTS + " points");
        }
        return point;
    }

    private List<Reading> metadata(BmsPoint key, BmsMetadata metadata, long received) {
        if (!graph.learn(key.objectType(), metadata)) {
            remarks.count(
                    DsxFault.GRAPH_FULL,
                    "the metadata says more of what serves what than is kept; the graph is not whole");
        }
        if (key.isHeartbeat()) {
            if (!heartbeats.covers(key, metadata.list("scope"), received)) {
                remarks.count(
                        DsxFault.TOO_MANY_POINTS,
                        "more heartbeats, or longer scopes, than a BMS has; '" + key + "' is left out");
            }
            return List.of();
        }
        Point point = point(key);
        if (point == null) {
            return List.of();
        }
        point.described = true;
        Place before = point.place;
        point.place = place(key, metadata).orElse(null);
        List<Reading> readings = new ArrayList<>();
        if (before != null && !before.equals(point.place)) {
            taken.remove(before, key);
            stale(point, before, received, readings);
        }
        Arrived held = point.held;
        if (point.place != null) {
            point.held = null;
        }
        if (held != null && received - held.time().received() <= REPUBLISHED_MILLIS) {
            emit(point, held, readings);
        }
        return readings;
    }

    private Optional<Place> place(BmsPoint key, BmsMetadata metadata) {
        Listed listed = definition.listed().get(key.tagPath());
        Optional<String> object = metadata.object();
        if (object.isEmpty() && (listed == null || listed.asset() == null)) {
            remarks.count(
                    DsxFault.NO_OBJECT, "the metadata of '" + key + "' says neither objectId, associateId nor rack");
            return Optional.empty();
        }
        Optional<AssetId> asset = listed != null && listed.asset() != null
                ? Optional.of(listed.asset())
                : object.flatMap(definition.names()::asset);
        if (asset.isEmpty() || !opening.reads().test(asset.get())) {
            remarks.count(MessageFault.NO_ASSET);
            return Optional.empty();
        }
        String standard = BmsNames.point(key, metadata);
        String name = listed != null && listed.point() != null
                ? listed.point()
                : definition.names().point(standard);
        Optional<Unit> unit = unit(key, listed, metadata);
        if (unit.isEmpty() || !PlantValues.isPoint(name)) {
            return Optional.empty();
        }
        Place place = new Place(asset.get(), name);
        BmsPoint other = taken.putIfAbsent(place, key);
        if (other != null && !other.equals(key)) {
            remarks.count(
                    DsxFault.SAME_POINT,
                    "'" + key + "' and '" + other + "' would both be point '" + name + "' of '" + asset.get()
                            + "'; the first counts, list the other under 'points'");
            return Optional.empty();
        }
        Point point = points.get(key);
        if (point != null) {
            point.unit = unit.get();
        }
        return Optional.of(place);
    }

    private Optional<Unit> unit(BmsPoint key, @Nullable Listed listed, BmsMetadata metadata) {
        if (listed != null && listed.unit() != null) {
            return Optional.of(listed.unit());
        }
        Optional<String> written = metadata.word("engUnit");
        if (written.isEmpty() || metadata.stated()) {
            return Optional.of(Unit.NONE);
        }
        Optional<Unit> unit = Unit.written(written.get());
        if (unit.isEmpty()) {
            remarks.count(
                    MessageFault.UNKNOWN_UNIT,
                    "'" + key + "' is in '" + written.get() + "', which is no known unit; it is left out until 'points'"
                            + " says its unit, one of " + Unit.symbols());
        }
        return unit;
    }

    private List<Reading> value(BmsPoint key, BmsValue value, boolean retained, long received) {
        if (key.isHeartbeat()) {
            if (!retained) {
                heartbeats.heard(key, value.number(), received);
            }
            return List.of();
        }
        Point point = point(key);
        if (point == null) {
            return List.of();
        }
        Optional<Stamp> time = time(point, value, retained, received);
        if (time.isEmpty()) {
            return List.of();
        }
        point.last = value;
        List<Reading> readings = new ArrayList<>();
        if (!point.described) {
            remarks.count(DsxFault.NO_METADATA);
            point.held = new Arrived(value, time.get());
        } else {
            emit(point, new Arrived(value, time.get()), readings);
        }
        return readings;
    }

    /** The same value of the same time again is no old value: the BMS says that it is still so. */
    private Optional<Stamp> time(Point point, BmsValue value, boolean retained, long received) {
        boolean again = !retained
                && value.equals(point.last)
                && value.time().isPresent()
                && !SourceClock.near(value.time().getAsLong(), received);
        return again ? Optional.of(Stamp.of(received)) : times.of(value.time(), retained, received);
    }

    private void emit(Point point, Arrived arrived, List<Reading> into) {
        Place place = point.place;
        if (place == null) {
            return;
        }
        BmsValue value = arrived.value();
        point.inForce = value.good() && !Double.isNaN(value.number());
        point.lastTs = Math.max(point.lastTs, arrived.time().ts());
        into.add(reading(place, point.unit, value, arrived.time()));
    }

    private static Reading reading(Place place, Unit unit, BmsValue value, Stamp time) {
        if (value.isNull()) {
            return PlantValues.missing(place.asset(), place.point(), time);
        }
        if (Double.isNaN(value.number())) {
            return PlantValues.unreadable(place.asset(), place.point(), time);
        }
        Quality quality = value.good() ? Quality.GOOD : Quality.BAD;
        return PlantValues.said(quality, place.asset(), place.point(), time, value.number(), unit);
    }

    private static void stale(Point point, Place place, long now, List<Reading> into) {
        if (point.inForce) {
            point.inForce = false;
            point.lastTs = Math.max(now, point.lastTs + 1);
            into.add(PlantValues.stale(place.asset(), place.point(), point.lastTs));
        }
    }

    @Override
    public List<Reading> tick(long now) {
        List<Reading> readings = new ArrayList<>();
        for (Heartbeats.Silence silence : heartbeats.silences(now)) {
            remarks.count(
                    DsxFault.NO_HEARTBEAT,
                    "no heartbeat of the BMS on '" + silence.point()
                            + "'; what it covers is stale until it is published" + " again");
            points.forEach((key, point) -> {
                if (point.place != null && silence.covers(key)) {
                    stale(point, point.place, now, readings);
                }
            });
        }
        return readings;
    }

    @Override
    public List<Reading> connection(boolean made, long now) {
        heartbeats.unheard(now);
        return List.of();
    }
}
