/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.dsx.BmsFormat;
import io.nameplate.collectors.dsx.FlexFormat;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import io.nameplate.orders.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a device file says of a DSX Exchange: whose points get other names than the standard ones. */
final class DsxEntries {

    private static final Duration HEARTBEAT = Duration.ofSeconds(35);

    private final TopicEntries topics;

    DsxEntries(TopicEntries topics) {
        this.topics = topics;
    }

    PayloadFormat.Definition bms(Fields fields, List<String> filters) {
        if (filters.isEmpty() && !fields.has("topics")) {
            filters.addAll(BmsFormat.filters());
        }
        for (String filter : filters) {
            if (!filter.startsWith("BMS/v1/PUB/") && !filter.startsWith("$share/")) {
                fields.problem(
                        "topics",
                        "topic '" + filter + "' gives no BMS points; leave 'topics' out, or name topics under"
                                + " BMS/v1/PUB/Metadata and BMS/v1/PUB/Value");
            }
        }
        Map<String, BmsFormat.Listed> listed = new HashMap<>();
        for (Tree tree : fields.list("points")) {
            Fields entry = Fields.of(tree, fields.problems(), "a point");
            String tag = entry.text("tag");
            AssetId asset = topics.asset(entry);
            String point = TopicEntries.point(entry, "point");
            Unit unit = entry.has("unit") ? TopicEntries.unit(entry, "unit") : null;
            entry.end();
            if (listed.put(tag, new BmsFormat.Listed(asset, point, unit)) != null) {
                entry.problem("tag", "tag '" + tag + "' stands twice; keep one");
            }
        }
        return new BmsFormat.Definition(
                topics.names(fields), listed, Surroundings.positive(fields, "heartbeat_timeout", HEARTBEAT));
    }

    FlexFormat.Definition flex(Fields fields, List<String> filters) {
        String provider = fields.text("provider");
        if (!provider.isEmpty() && !provider.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            fields.problem("provider", "'provider' is the name in grid/v1/isv/NAME/loadtarget/set");
        }
        List<SigningKey> keys = new ArrayList<>();
        for (Tree tree : fields.list("keys")) {
            Fields entry = Fields.of(tree, fields.problems(), "a key");
            String kid = entry.text("kid");
            String pem = entry.text("pem");
            entry.end();
            try {
                keys.add(SigningKey.ofPem(kid, pem));
            } catch (IllegalArgumentException wrong) {
                entry.problem("pem", "key '" + kid + "': " + wrong.getMessage());
            }
            if (keys.stream().filter(key -> key.kid().equals(kid)).count() > 1) {
                entry.problem("kid", "key '" + kid + "' stands twice; keep one");
            }
        }
        if (fields.list("keys").isEmpty()) {
            fields.problem("keys", "a source of format dsx-flex needs 'keys': without one no order can be verified");
        }
        if (fields.has("topics")) {
            fields.problem("topics", "a source of format dsx-flex has 'provider' in place of 'topics'");
        }
        FlexFormat.Definition definition = new FlexFormat.Definition(
                provider, keys, Surroundings.positive(fields, "tolerance", Duration.ofMinutes(5)));
        filters.clear();
        filters.add(definition.topic());
        return definition;
    }
}
