/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.sparkplug.Places;
import io.nameplate.collectors.sparkplug.SparkplugFormat;
import io.nameplate.collectors.sparkplug.SparkplugTopic;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a device file says of Sparkplug B: whose edge nodes, and which metrics are which points. */
final class SparkplugEntries {

    private final TopicEntries topics;

    SparkplugEntries(TopicEntries topics) {
        this.topics = topics;
    }

    PayloadFormat.Definition read(Fields fields, List<String> filters) {
        String group = fields.text("group", "+");
        if (!group.equals("+") && (group.isEmpty() || group.matches(".*[/+#].*"))) {
            fields.problem("group", "'group' is the name of a Sparkplug group, without / + #");
        }
        if (fields.has("topics")) {
            fields.problem("topics", "a source of format sparkplug-b has 'group' in place of 'topics'");
        }
        filters.clear();
        filters.addAll(SparkplugTopic.filters(group));
        String asset = fields.text("asset", "{device}");
        if (asset.replaceAll("\\{(group|edge|device)}", "").matches(".*[{}].*")) {
            fields.problem("asset", "'asset' is made of {group}, {edge}, {device} and text, found '" + asset + "'");
        }
        Map<String, Places.Listed> listed = new HashMap<>();
        for (Tree tree : fields.list("points")) {
            listed(Fields.of(tree, fields.problems(), "a point"), listed);
        }
        Duration reorder = Surroundings.positive(fields, "reorder_timeout", Duration.ofSeconds(5));
        Duration repeat = fields.duration("repeat", Duration.ofSeconds(60));
        Places places = new Places(asset, topics.names(fields), listed, topics.units(fields));
        return new SparkplugFormat.Definition(places, reorder, repeat);
    }

    private void listed(Fields fields, Map<String, Places.Listed> into) {
        String metric = fields.text("metric");
        String point = TopicEntries.point(fields, "point");
        if (point == null) {
            fields.problem("point", "a point lacks 'point' (the point's name in the registry's rules)");
        }
        AssetId asset = topics.asset(fields);
        Unit unit = fields.has("unit") ? TopicEntries.unit(fields, "unit") : null;
        fields.end();
        if (into.put(metric, new Places.Listed(point == null ? "invalid" : point, asset, unit)) != null) {
            fields.problem("metric", "metric '" + metric + "' stands twice; keep one");
        }
    }
}
