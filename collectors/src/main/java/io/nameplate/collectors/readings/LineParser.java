/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.readings.BadLine.Why;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns one line into a reading. The kind follows from the fields: an asset, a list of GPUs, or neither. */
final class LineParser {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, NodeId> nodes = new HashMap<>();
    private final Map<String, AssetId> assets = new HashMap<>();
    private final Timestamps timestamps = new Timestamps();
    private final GpuParser gpuParser = new GpuParser();

    private boolean hasTs;
    private long ts;
    private @Nullable String node;
    private @Nullable String bootId;
    private int gpuCount;
    private @Nullable List<GpuReading> gpus;
    private @Nullable String reach;
    private @Nullable String witness;
    private @Nullable String port;
    private @Nullable String asset;
    private @Nullable String point;
    private @Nullable Double value;
    private @Nullable String quality;

    LineParser(Registry registry) {
        registry.nodes().keySet().forEach(id -> nodes.put(id.value(), id));
        registry.assets().keySet().forEach(id -> assets.put(id.value(), id));
    }

    Line parse(long number, byte[] bytes, int offset, int length) {
        try (JsonParser in = JSON.createParser(bytes, offset, length)) {
            read(in);
            if (in.nextToken() != null) {
                throw new NotAReading(Why.NOT_JSON, "something follows the object");
            }
            return new Line.Good(number, reading());
        } catch (NotAReading bad) {
            return new BadLine(number, bad.why, bad.getMessage());
        } catch (JsonParseException broken) {
            return new BadLine(number, Why.NOT_JSON, "not readable as JSON: " + broken.getOriginalMessage());
        } catch (IOException broken) {
            return new BadLine(number, Why.NOT_JSON, "not readable as JSON: " + broken.getMessage());
        }
    }

    private void read(JsonParser in) throws IOException {
        hasTs = false;
        node = null;
        bootId = null;
        gpuCount = NodeReading.UNKNOWN;
        gpus = null;
        reach = null;
        witness = null;
        port = null;
        asset = null;
        point = null;
        value = null;
        quality = null;
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new NotAReading(Why.NOT_JSON, "not a JSON object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "ts" -> ts = ts(Json.text(in, name));
                case "node" -> node = Json.text(in, name);
                case "boot_id" -> bootId = Json.optionalText(in, name);
                case "gpu_count" -> gpuCount = (int) Json.integer(in, name, 0, Short.MAX_VALUE, NodeReading.UNKNOWN);
                case "gpus" -> gpus = gpus(in);
                case "reach" -> reach = Json.optionalText(in, name);
                case "witness" -> witness = Json.optionalText(in, name);
                case "port" -> port = Json.optionalText(in, name);
                case "asset" -> asset = Json.text(in, name);
                case "point" -> point = Json.text(in, name);
                case "value" -> value = Json.optionalNumber(in, name);
                case "quality" -> quality = Json.optionalText(in, name);
                default -> throw new NotAReading(Why.UNKNOWN_FIELD, "unknown field '" + name + "'");
            }
        }
    }

    private long ts(String text) {
        try {
            hasTs = true;
            return timestamps.millis(text);
        } catch (IllegalArgumentException wrong) {
            throw new NotAReading(Why.WRONG_TYPE, "'ts' '" + text + "' " + wrong.getMessage());
        }
    }

    private List<GpuReading> gpus(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new NotAReading(Why.WRONG_TYPE, "'gpus' must be a list");
        }
        List<GpuReading> all = new ArrayList<>(8);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            all.add(gpuParser.parse(in));
        }
        return all;
    }

    private Reading reading() {
        if (!hasTs) {
            throw missing("ts");
        }
        if (asset != null || point != null || value != null || quality != null) {
            return plantReading();
        }
        String name = node;
        if (name == null) {
            throw missing("node");
        }
        NodeId id = nodes.get(name);
        if (id == null) {
            throw new NotAReading(Why.UNKNOWN_NODE, "the registry knows no node '" + name + "'");
        }
        if (reach != null || witness != null || port != null) {
            foreign("gpus", gpus != null || bootId != null || gpuCount != NodeReading.UNKNOWN, "a reachability");
            return new Reachability(
                    id,
                    ts,
                    oneOf("reach", reach, Reach.UNKNOWN),
                    oneOf("witness", witness, Witness.UNKNOWN),
                    oneOf("port", port, Port.UNKNOWN));
        }
        List<GpuReading> seen = gpus;
        if (seen == null) {
            throw missing("gpus");
        }
        return new NodeReading(id, ts, bootId == null ? "" : bootId, gpuCount, seen);
    }

    private PlantReading plantReading() {
        foreign("node", node != null || gpus != null || reach != null || witness != null, "a plant");
        String name = asset;
        String measured = point;
        if (name == null) {
            throw missing("asset");
        }
        if (measured == null || measured.isEmpty()) {
            throw missing("point");
        }
        AssetId id = assets.get(name);
        if (id == null) {
            throw new NotAReading(Why.UNKNOWN_ASSET, "the registry knows no asset '" + name + "'");
        }
        Quality said = oneOf("quality", quality, Quality.GOOD);
        Double number = value;
        QualityReason reason = said == Quality.GOOD ? QualityReason.NONE : QualityReason.SOURCE;
        return new PlantReading(
                id,
                ts,
                number == null
                        ? PointValue.bad(measured, QualityReason.SOURCE)
                        : new PointValue(measured, number, "", said, reason));
    }

    private static NotAReading missing(String field) {
        return new NotAReading(Why.MISSING_FIELD, "'" + field + "' is missing");
    }

    private static void foreign(String field, boolean there, String kind) {
        if (there) {
            throw new NotAReading(
                    Why.UNKNOWN_FIELD, "fields of a node reading, such as '" + field + "', in " + kind + " line");
        }
    }

    private static <E extends Enum<E>> E oneOf(String field, @Nullable String text, E standard) {
        if (text == null) {
            return standard;
        }
        for (E constant : standard.getDeclaringClass().getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new NotAReading(Why.WRONG_TYPE, "'" + field + "' cannot be '" + text + "'");
    }
}
