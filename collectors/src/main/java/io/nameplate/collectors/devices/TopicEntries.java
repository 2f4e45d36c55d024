/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.PlainFormat;
import io.nameplate.collectors.mqtt.PlantValues;
import io.nameplate.collectors.mqtt.PrometheusNodes;
import io.nameplate.collectors.mqtt.TopicTemplate;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what several formats of MQTT sources share: what topics mean, whose names differ, in which units points come. */
final class TopicEntries {

    private static final TopicTemplate ANY = TopicTemplate.of("#");

    private final Surroundings surroundings;

    TopicEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The template; its filter is what is subscribed to where the file names no topics. */
    TopicTemplate template(Fields fields, List<String> filters) {
        if (!fields.has("template")) {
            return ANY;
        }
        TopicTemplate template;
        try {
            template = TopicTemplate.of(fields.text("template"));
        } catch (IllegalArgumentException wrong) {
            fields.problem("template", "'template': " + wrong.getMessage());
            return ANY;
        }
        if (filters.isEmpty() && !fields.has("topics")) {
            filters.add(template.filter());
        }
        for (String filter : filters) {
            if (!template.meets(filter)) {
                fields.problem(
                        "topics",
                        "topic '" + filter + "' never gives one that fits the template '" + template
                                + "'; leave 'topics'" + " out to subscribe to '" + template.filter() + "'");
            }
        }
        return template;
    }

    /** A number in each message. */
    PlainFormat.Definition plain(Fields fields, List<String> filters) {
        TopicTemplate template = template(fields, filters);
        AssetId asset = asset(fields);
        String point = point(fields, "point");
        said(fields, "asset", asset != null, template, Part.ASSET);
        said(fields, "point", point != null, template, Part.POINT);
        return new PlainFormat.Definition(template, names(fields), asset, point, units(fields));
    }

    /** The text of an exporter in each message. */
    PrometheusNodes.Definition prometheus(Fields fields, List<String> filters) {
        TopicTemplate template = template(fields, filters);
        if (!template.names(Part.NODE)) {
            fields.problem("template", "nothing says which node a message is of: write {node} in 'template'");
        }
        return new PrometheusNodes.Definition(template, names(fields));
    }

    /** Notes that nothing says a thing. */
    static void said(Fields fields, String key, boolean given, TopicTemplate template, Part part) {
        if (!given && !template.names(part)) {
            fields.problem(
                    "template",
                    "nothing says which " + key + " a message is of: write {" + key + "} in 'template', or give '" + key
                            + "'");
        }
    }

    /** The asset that all messages are of, if the file names one. */
    @Nullable
    AssetId asset(Fields fields) {
        if (!fields.has("asset")) {
            return null;
        }
        AssetId asset = fields.id("asset", AssetId::new);
        surroundings.asset(fields, "asset", asset, found -> {});
        return asset;
    }

    /** A point's name, if the file gives one. */
    static @Nullable String point(Fields fields, String key) {
        return fields.has(key) ? fields.value(key, POINT, TopicEntries::point, "invalid") : null;
    }

    private static final String POINT = "1 to 128 of A-Z a-z 0-9 . _ : - that begin with a letter or digit";

    private static String point(String text) {
        if (!PlantValues.isPoint(text)) {
            throw new IllegalArgumentException(POINT);
        }
        return text;
    }

    /** {@code names}: what publishers call things, and what the registry calls them. */
    Names names(Fields fields) {
        Map<String, String> names = new HashMap<>();
        if (fields.has("names")) {
            Fields listed = fields.fields("names", "a mapping from publishers' names to the registry's");
            for (String key : listed.keys()) {
                names.put(key, listed.text(key));
            }
        }
        return new Names(names);
    }

    /** {@code units}: by point. */
    Map<String, Unit> units(Fields fields) {
        Map<String, Unit> units = new HashMap<>();
        if (fields.has("units")) {
            Fields listed = fields.fields("units", "a mapping from points to units");
            for (String key : listed.keys()) {
                units.put(key, unit(listed, key));
            }
        }
        return units;
    }

    /** A unit by its symbol. */
    static Unit unit(Fields fields, String key) {
        return fields.value(
                key,
                "one of " + Unit.symbols(),
                symbol ->
                        Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException("no unit is written " + symbol)),
                Unit.NONE);
    }
}
