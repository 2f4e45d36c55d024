/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Measured;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.Use;
import io.nameplate.model.verdict.WorstNode;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads results as {@code GET /api/v1/results} of {@code docs/ledger-api.md} hands them over. */
final class ResultsText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultsText() {}

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException for one that is no result
     */
    static LineOutcome read(String line) {
        try {
            JsonNode told = JSON.readTree(line);
            List<Judgement> judgements = new ArrayList<>();
            told.path("judgements").forEach(judged -> judgements.add(judgement(judged)));
            List<WorstNode> worst = new ArrayList<>();
            told.path("worst_nodes").forEach(node -> worst.add(worst(node)));
            JsonNode provenance = told.path("provenance");
            LineResult result = new LineResult(
                    content(told.path("content")),
                    judgements,
                    worst,
                    provenance.isTextual() ? new Provenance(provenance.asText()) : Provenance.UNKNOWN,
                    coverage(told.path("coverage")),
                    use(told.path("use")));
            return new LineOutcome(0, 0, told.path("status").asText().equals("settled"), result, List.of());
        } catch (JsonProcessingException | DateTimeException broken) {
            throw new IllegalArgumentException("no result: " + line, broken);
        }
    }

    private static Use use(JsonNode told) {
        SortedMap<String, Long> figures = new TreeMap<>();
        SortedMap<BlockId, Use.Delivered> blocks = new TreeMap<>();
        told.properties().forEach(figure -> {
            if (figure.getValue().isIntegralNumber()) {
                figures.put(figure.getKey(), figure.getValue().asLong());
            }
        });
        told.path("blocks")
                .properties()
                .forEach(block -> blocks.put(
                        new BlockId(block.getKey()),
                        new Use.Delivered(
                                block.getValue().path("UTILIZED").asLong(),
                                block.getValue().path("IDLE").asLong())));
        return new Use(new Measured(figures), blocks);
    }

    private static Content content(JsonNode told) {
        SortedMap<BlockId, Map<State, Long>> blocks = new TreeMap<>();
        told.path("blocks")
                .properties()
                .forEach(block -> blocks.put(new BlockId(block.getKey()), amounts(block.getValue(), State.class)));
        return new Content(
                new LeaseId(told.path("lease").asText()),
                new LineId(told.path("line").asText()),
                Instant.parse(told.path("interval_start").asText()),
                Duration.ofSeconds(told.path("interval_s").asLong()),
                told.path("contracted_gpu_ms").asLong(),
                amounts(told.path("states"), State.class),
                amounts(told.path("causes").path(State.DERATED.name()), Cause.class),
                blocks,
                told.path("registry_version").asLong(),
                told.path("rule_version").asText(),
                new Measured(figures("", told.path("measured"))));
    }

    /** Whole numbers at the ends of objects in objects, by the words on the way. */
    private static SortedMap<String, Long> figures(String prefix, JsonNode told) {
        SortedMap<String, Long> figures = new TreeMap<>();
        told.properties().forEach(member -> {
            String name = prefix + member.getKey();
            if (member.getValue().isObject()) {
                figures.putAll(figures(name + "/", member.getValue()));
            } else {
                figures.put(name, member.getValue().asLong());
            }
        });
        return figures;
    }

    private static Judgement judgement(JsonNode told) {
        JsonNode layer = told.path("layer");
        return new Judgement(
                constant(Term.Kind.class, told.path("term").asText()),
                constant(Judgement.Outcome.class, told.path("verdict").asText()),
                told.path("at_least_per_mille").asInt(),
                maybe(told.path("value_per_mille")),
                layer.isTextual() ? constant(Layer.class, layer.asText()) : null,
                amounts(told.path("layers"), Layer.class));
    }

    private static Coverage coverage(JsonNode told) {
        return told.isMissingNode()
                ? Coverage.UNTOLD
                : new Coverage(
                        told.path("per_mille").asInt(),
                        maybe(told.path("low_per_mille")),
                        maybe(told.path("high_per_mille")),
                        amounts(told.path("unmeasured"), MissingCause.class));
    }

    private static @Nullable Integer maybe(JsonNode value) {
        return value.isNumber() ? value.asInt() : null;
    }

    private static WorstNode worst(JsonNode told) {
        return new WorstNode(
                new NodeId(told.path("node").asText()),
                told.path("rack").asText(),
                new BlockId(told.path("block").asText()),
                constant(State.class, told.path("state").asText()),
                Instant.parse(told.path("since").asText()),
                told.path("lost_gpu_ms").asLong());
    }

    private static <E extends Enum<E>> Map<E, Long> amounts(JsonNode told, Class<E> kind) {
        Map<E, Long> amounts = new EnumMap<>(kind);
        told.properties()
                .forEach(amount -> amounts.put(
                        constant(kind, amount.getKey()), amount.getValue().asLong()));
        return amounts;
    }

    private static <E extends Enum<E>> E constant(Class<E> kind, String text) {
        return Enum.valueOf(kind, text.toUpperCase(Locale.ROOT));
    }
}
