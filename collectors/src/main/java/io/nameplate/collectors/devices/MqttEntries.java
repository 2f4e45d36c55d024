/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.link.MqttVersion;
import io.nameplate.collectors.mqtt.Allowance;
import io.nameplate.collectors.mqtt.InfluxFormat;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.TopicFilter;
import io.nameplate.model.language.document.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the entries of {@code mqtt}: what others publish. Each format reads the keys of its own. */
final class MqttEntries {

    private static final List<String> FORMATS =
            List.of("influx-line", "json", "plain", "prometheus", "sparkplug-b", "dsx-bms", "dsx-flex");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})\\s*(KiB|MiB|)");
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_RATE = 1_000_000;

    private final Surroundings surroundings;
    private final CredentialEntries credentials;
    private final TopicEntries topics;
    private final JsonEntries json;
    private final DsxEntries dsx;
    private final SparkplugEntries sparkplug;

    MqttEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
        credentials = new CredentialEntries(surroundings);
        topics = new TopicEntries(surroundings);
        json = new JsonEntries(topics);
        dsx = new DsxEntries(topics);
        sparkplug = new SparkplugEntries(topics);
    }

    /** One source. */
    MqttSource read(Fields fields) {
        String name = fields.text("name");
        String broker = fields.text("broker");
        MqttVersion version = fields.has("mqtt_version")
                ? fields.value("mqtt_version", "5 or 3.1.1", MqttVersion::named, MqttVersion.V5)
                : MqttVersion.V5;
        List<String> filters = new ArrayList<>(fields.values("topics", TopicFilter::check));
        Allowance allowance = new Allowance(
                fields.has("max_bytes")
                        ? fields.value("max_bytes", "a size from 1 to 64MiB, such as 64KiB", MqttEntries::bytes, 1)
                        : Allowance.STANDARD.maxBytes(),
                (int) fields.integer("max_rate", 1, MOST_RATE, Allowance.STANDARD.maxRate()));
        BrokerAccess access = credentials.broker(fields, broker);
        PayloadFormat.Definition format = format(fields, filters);
        fields.end();
        surroundings.unique(fields, "name", name);
        if (!broker.isEmpty()) {
            surroundings.broker(fields, "broker", broker, version);
        }
        if (filters.isEmpty()) {
            fields.problem("topics", "source '" + name + "' needs at least one topic");
        }
        return new MqttSource(name, broker, version, access, filters, allowance, format);
    }

    /** The format's own keys; filters that follow from them are added where the file names none. */
    private PayloadFormat.Definition format(Fields fields, List<String> filters) {
        String format = fields.text("format");
        return switch (format) {
            case "json" -> json.read(fields, filters);
            case "sparkplug-b" -> sparkplug.read(fields, filters);
            case "dsx-bms" -> dsx.bms(fields, filters);
            case "dsx-flex" -> dsx.flex(fields, filters);
            case "prometheus" -> topics.prometheus(fields, filters);
            case "plain" -> topics.plain(fields, filters);
            case "influx-line", "" -> new InfluxFormat.Definition(renamed(fields));
            default -> unknown(fields, format);
        };
    }

    /** DCGM's names by those that lines use instead. */
    private static Map<String, String> renamed(Fields fields) {
        Map<String, String> renamed = new HashMap<>();
        if (fields.has("fields")) {
            Fields listed = fields.fields("fields", "a mapping from DCGM's field names to those that the lines use");
            for (String dcgm : listed.keys()) {
                String other = listed.text(dcgm);
                if (GpuField.named(dcgm) == null) {
                    listed.problem(
                            dcgm,
                            "'" + dcgm + "' is no field that anything is made of"
                                    + Surroundings.hint(
                                            dcgm,
                                            GpuField.names().keySet().stream().toList()));
                }
                if (renamed.put(other, dcgm) != null) {
                    listed.problem(dcgm, "two of 'fields' are called '" + other + "'");
                }
            }
        }
        return renamed;
    }

    private static PayloadFormat.Definition unknown(Fields fields, String format) {
        fields.problem(
                "format",
                "'format' must be one of " + String.join(", ", FORMATS) + ", found '" + format + "'"
                        + Surroundings.hint(format, FORMATS));
        fields.keys();
        return new InfluxFormat.Definition();
    }

    private static int bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long unit = matcher.group(2).equals("KiB") ? 1 << 10 : matcher.group(2).equals("MiB") ? 1 << 20 : 1;
        long bytes = Long.parseLong(matcher.group(1)) * unit;
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(text);
        }
        return (int) bytes;
    }
}
