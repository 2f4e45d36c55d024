/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.mqtt.Names;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.TopicTemplate;
import io.nameplate.collectors.mqtt.TopicTemplate.Part;
import io.nameplate.collectors.mqtt.json.JsonNodes;
import io.nameplate.collectors.mqtt.json.JsonPath;
import io.nameplate.collectors.mqtt.json.JsonPlant;
import io.nameplate.collectors.mqtt.json.JsonPoint;
import io.nameplate.collectors.mqtt.json.JsonTime;
import io.nameplate.collectors.mqtt.json.TimeAt;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a device file says of messages in JSON: plant points, or the GPUs of nodes. */
final class JsonEntries {

    private static final String PATH = "a path such as $.power.total or $['supply temp']";
    private static final Duration MOST_STORED = Duration.ofDays(3);
    private static final JsonPath NOWHERE = JsonPath.of("$");

    private final TopicEntries topics;

    JsonEntries(TopicEntries topics) {
        this.topics = topics;
    }

    PayloadFormat.Definition read(Fields fields, List<String> filters) {
        TopicTemplate template = topics.template(fields, filters);
        Names names = topics.names(fields);
        TimeAt time = time(fields);
        boolean nodes = fields.has("gpus");
        if (nodes == fields.has("points")) {
            fields.problem(
                    "format",
                    "a source of format json has either 'points' (values of assets) or 'gpus' (the GPUs of a node)");
        }
        if (nodes && time != null && !time.stored().isZero()) {
            fields.problem("time", "'stored' is for points: the slot of a node that was long ago is closed");
        }
        return nodes ? nodes(fields, template, names, time) : plant(fields, template, names, time);
    }

    private JsonPlant.Definition plant(Fields fields, TopicTemplate template, Names names, @Nullable TimeAt time) {
        AssetId asset = topics.asset(fields);
        JsonPath assetAt = optional(fields, "asset_at");
        TopicEntries.said(fields, "asset", asset != null || assetAt != null, template, Part.ASSET);
        JsonPath each = fields.has("each") ? each(fields) : null;
        List<JsonPoint> points = new ArrayList<>();
        for (Tree tree : fields.list("points")) {
            points.add(point(Fields.of(tree, fields.problems(), "a point"), template));
        }
        if (points.isEmpty() && fields.has("points")) {
            fields.problem("points", "'points' needs at least one");
        }
        return new JsonPlant.Definition(template, names, asset, assetAt, each, time, points, topics.units(fields));
    }

    private static JsonPoint point(Fields fields, TopicTemplate template) {
        String name = TopicEntries.point(fields, "point");
        JsonPath nameAt = optional(fields, "point_at");
        TopicEntries.said(fields, "point", name != null || nameAt != null, template, Part.POINT);
        JsonPath value = fields.value("value", PATH, JsonPath::of, NOWHERE);
        Unit unit = fields.has("unit") ? TopicEntries.unit(fields, "unit") : null;
        JsonPath unitAt = optional(fields, "unit_at");
        JsonPath quality = optional(fields, "quality");
        Map<String, Quality> words = words(fields);
        fields.end();
        return new JsonPoint(name, nameAt, value, unit, unitAt, quality, words);
    }

    /** What the words of a message's quality mean: for each quality those that the entry lists, else the usual ones. */
    private static Map<String, Quality> words(Fields fields) {
        Map<String, Quality> words = new HashMap<>();
        Map<String, Quality> usual = new HashMap<>();
        for (Quality quality : List.of(Quality.GOOD, Quality.ESTIMATED, Quality.SUSPECT, Quality.STALE)) {
            String key = quality.name().toLowerCase(Locale.ROOT);
            List<String> listed = fields.values(key, text -> text.toLowerCase(Locale.ROOT));
            for (String word : listed) {
                Quality other = words.put(word, quality);
                if (other != null && other != quality) {
                    fields.problem(key, "'" + word + "' cannot mean two qualities");
                }
            }
            if (listed.isEmpty()) {
                JsonPoint.WORDS.getOrDefault(quality, Set.of()).forEach(word -> usual.put(word, quality));
            }
        }
        usual.forEach(words::putIfAbsent);
        return words;
    }

    private static JsonNodes.Definition nodes(
            Fields fields, TopicTemplate template, Names names, @Nullable TimeAt time) {
        JsonPath nodeAt = optional(fields, "node_at");
        if (nodeAt == null && !template.names(Part.NODE)) {
            fields.problem(
                    "template",
                    "nothing says which node a message is of: write {node} in 'template', or give 'node_at'");
        }
        JsonPath boot = optional(fields, "boot_id");
        JsonPath count = optional(fields, "gpu_count");
        Fields gpus = fields.fields("gpus", "where the GPUs are and what they say");
        JsonPath each = each(gpus);
        JsonPath uuid = optional(gpus, "uuid");
        JsonPath index = optional(gpus, "index");
        if (uuid == null && index == null) {
            gpus.problem("uuid", "'gpus' needs 'uuid' or 'index': where an element says which GPU it is");
        }
        Map<String, JsonPath> mapped = new HashMap<>();
        if (gpus.has("fields")) {
            Fields listed = gpus.fields("fields", "a mapping from DCGM's field names to paths");
            for (String key : listed.keys()) {
                mapped.put(key, listed.value(key, PATH, JsonPath::of, NOWHERE));
            }
        }
        gpus.end();
        return new JsonNodes.Definition(template, names, nodeAt, time, boot, count, each, uuid, index, mapped);
    }

    private static JsonPath each(Fields fields) {
        return fields.value(
                "each",
                "a path that ends in [*] and has no other, such as $.gpus[*]",
                JsonPath::each,
                JsonPath.each("$[*]"));
    }

    private static @Nullable TimeAt time(Fields fields) {
        if (!fields.has("time")) {
            return null;
        }
        Fields time = fields.fields("time", "where the time is and how it is written");
        JsonPath path = time.value("path", PATH, JsonPath::of, NOWHERE);
        JsonTime as = time.oneOf("as", JsonTime.class);
        Duration stored = time.duration("stored", Duration.ZERO);
        if (stored.compareTo(MOST_STORED) > 0) {
            time.problem("stored", "'stored' is at most 72h: what is older is no gap to be filled, but a wrong clock");
        }
        time.end();
        return new TimeAt(path, as, stored);
    }

    private static @Nullable JsonPath optional(Fields fields, String key) {
        return fields.has(key) ? fields.value(key, PATH, JsonPath::of, NOWHERE) : null;
    }
}
