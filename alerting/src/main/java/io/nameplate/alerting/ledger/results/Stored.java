/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.WorstNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How small lists and maps stand in one column, and back. */
public final class Stored {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Stored() {}

    private record Node(String node, String rack, String block, String state, String since, long lost) {}

    public static String layers(Map<Layer, Long> layers) {
        Map<String, Long> sorted = new TreeMap<>();
        layers.forEach((layer, lost) -> sorted.put(layer.text(), lost));
        return write(sorted);
    }

    public static Map<Layer, Long> layers(String text) {
        Map<Layer, Long> layers = new EnumMap<>(Layer.class);
        read(text, new TypeReference<Map<String, Long>>() {})
                .forEach((name, lost) -> layers.put(Layer.valueOf(name.toUpperCase(Locale.ROOT)), lost));
        return layers;
    }

    /** Where a breach is, as one column. */
    public static String blocks(BlockLosses losses) {
        Map<String, Map<String, Long>> named = new TreeMap<>();
        losses.byLayer().forEach((layer, lost) -> {
            Map<String, Long> blocks = new TreeMap<>();
            lost.forEach((block, ms) -> blocks.put(block.value(), ms));
            named.put(layer.text(), blocks);
        });
        return write(named);
    }

    /** Most intervals are met and name none: that is read without a parser. */
    public static BlockLosses blocks(String text) {
        if (text.equals("{}")) {
            return BlockLosses.NONE;
        }
        SortedMap<Layer, SortedMap<BlockId, Long>> byLayer = new TreeMap<>();
        read(text, new TypeReference<Map<String, Map<String, Long>>>() {}).forEach((layer, blocks) -> {
            SortedMap<BlockId, Long> lost = new TreeMap<>();
            blocks.forEach((block, ms) -> lost.put(new BlockId(block), ms));
            byLayer.put(Layer.valueOf(layer.toUpperCase(Locale.ROOT)), lost);
        });
        return new BlockLosses(byLayer);
    }

    static String worst(List<WorstNode> worst) {
        List<Node> nodes = new ArrayList<>();
        worst.forEach(node -> nodes.add(new Node(
                node.node().value(),
                node.rack(),
                node.block().value(),
                node.state().name(),
                node.since().toString(),
                node.lostGpuMs())));
        return write(nodes);
    }

    static List<WorstNode> worst(String text) {
        return read(text, new TypeReference<List<Node>>() {}).stream()
                .map(node -> new WorstNode(
                        new NodeId(node.node()),
                        node.rack(),
                        new BlockId(node.block()),
                        State.valueOf(node.state()),
                        Instant.parse(node.since()),
                        node.lost()))
                .toList();
    }

    /** A judgement of a whole row. */
    public static Judgement judged(ResultSet row) throws SQLException {
        String layer = row.getString("layer");
        return new Judgement(
                Term.Kind.valueOf(row.getString("term").toUpperCase(Locale.ROOT)),
                Judgement.Outcome.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                row.getInt("at_least_per_mille"),
                Rows.maybeInt(row, "value_per_mille").orElse(null),
                layer == null ? null : Layer.valueOf(layer.toUpperCase(Locale.ROOT)),
                layers(row.getString("layers")),
                blocks(row.getString("blocks")));
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a value that cannot be written", impossible);
        }
    }

    private static <T> T read(String text, TypeReference<T> kind) {
        try {
            return JSON.readValue(text, kind);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a damaged column: " + text, damaged);
        }
    }
}
