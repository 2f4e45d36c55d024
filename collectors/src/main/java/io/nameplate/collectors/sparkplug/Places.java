/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.PlantValues;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From metrics to points of assets.
 *
 * @param asset a pattern of {group}, {edge} and {device}; of a node's own metrics {device} is its {edge}
 * @param listed by metric; where it is empty, every metric with a number is a point, / and spaces in its name become dots
 *     and underscores
 * @param units by point, for metrics that are not listed
 */
public record Places(String asset, Names names, Map<String, Listed> listed, Map<String, Unit> units) {

    /**
     * A metric by its name.
     *
     * @param asset an asset of its own, in place of the pattern
     * @param unit of its values; where it is null, what the birth says
     */
    public record Listed(
            String point, @Nullable AssetId asset, @Nullable Unit unit) {}

    public Places {
        listed = Map.copyOf(listed);
        units = Map.copyOf(units);
    }

    /** The place of a tag; empty if nobody wants its values. */
    Optional<Place> of(Tag tag, Predicate<AssetId> reads, Remarks remarks) {
        String metric = tag.metric();
        if (metric.startsWith("Node Control/")
                || metric.startsWith("Device Control/")
                || metric.equals(Payload.BD_SEQ)) {
            return Optional.empty();
        }
        Listed entry = listed.get(metric);
        if (entry == null && !listed.isEmpty()) {
            return Optional.empty();
        }
        String point = entry == null ? point(metric) : entry.point();
        Optional<AssetId> place = entry != null && entry.asset() != null ? Optional.of(entry.asset()) : asset(tag);
        if (place.isEmpty() || !reads.test(place.get())) {
            remarks.count(
                    MessageFault.NO_ASSET,
                    place.isEmpty()
                            ? "'" + assetName(tag)
                                    + "' is no id of an asset; write 'asset' differently or list it in 'names'"
                            : "the registry knows no asset '" + place.get()
                                    + "' that this collector reads; its metrics are left out");
            return Optional.empty();
        }
        if (!PlantValues.isPoint(point)) {
            remarks.count(
                    MessageFault.NO_POINT, "metric '" + metric + "' needs a name; list it in 'names' or 'points'");
            return Optional.empty();
        }
        return Optional.of(new Place(place.get(), point, unit(tag, point, entry, remarks)));
    }

    private String point(String metric) {
        String named = names.point(metric);
        return named.equals(metric) ? metric.replace('/', '.').replace(' ', '_') : named;
    }

    private String assetName(Tag tag) {
        return asset.replace("{group}", tag.node().group())
                .replace("{edge}", tag.node().node())
                .replace("{device}", tag.device() == null ? tag.node().node() : tag.device());
    }

    private Optional<AssetId> asset(Tag tag) {
        return names.asset(assetName(tag));
    }

    private Unit unit(Tag tag, String point, @Nullable Listed entry, Remarks remarks) {
        if (entry != null && entry.unit() != null) {
            return entry.unit();
        }
        Unit named = units.get(point);
        if (named != null || tag.unit() == null) {
            return named == null ? Unit.NONE : named;
        }
        return Unit.written(tag.unit()).orElseGet(() -> {
            remarks.count(
                    MessageFault.UNKNOWN_UNIT,
                    "metric '" + tag.metric() + "' is in '" + tag.unit()
                            + "', which is no known unit; its number is taken"
                            + " as it is, say its unit in 'units' or 'points'");
            return Unit.NONE;
        });
    }
}
