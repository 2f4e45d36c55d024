/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.WorstNode;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes results as {@code POST /api/v1/results} of {@code docs/ledger-api.md} takes them. */
final class ResultsJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ResultsJson() {}

    /** One request; the content objects stand in it in their canonical form. */
    static String of(long generation, String job, Collection<LineOutcome> outcomes) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("generation", generation);
            out.writeStringField("job", job);
            out.writeArrayFieldStart("results");
            for (LineOutcome outcome : outcomes) {
                write(outcome, out);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string takes everything", impossible);
        }
        return text.toString();
    }

    private static void write(LineOutcome outcome, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("counter", outcome.counter());
        out.writeStringField("status", outcome.settled() ? "settled" : "provisional");
        out.writeStringField("provenance", outcome.result().provenance().sha256());
        out.writeFieldName("content");
        out.writeRawValue(outcome.result().content().canonicalJson());
        out.writeArrayFieldStart("judgements");
        for (Judgement judgement : outcome.result().judgements()) {
            write(judgement, out);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("worst_nodes");
        for (WorstNode node : outcome.result().worst()) {
            out.writeStartObject();
            out.writeStringField("node", node.node().value());
            out.writeStringField("rack", node.rack());
            out.writeStringField("block", node.block().value());
            out.writeStringField("state", node.state().name());
            out.writeStringField("since", node.since().toString());
            out.writeNumberField("lost_gpu_ms", node.lostGpuMs());
            out.writeEndObject();
        }
        out.writeEndArray();
        write(outcome.result().coverage(), out);
        headroom(outcome, out);
        out.writeFieldName("use");
        out.writeRawValue(outcome.result().use().canonicalJson());
        out.writeEndObject();
    }

    private static void write(Coverage coverage, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("coverage");
        out.writeNumberField("per_mille", coverage.perMille());
        write("low_per_mille", coverage.lowPerMille(), out);
        write("high_per_mille", coverage.highPerMille(), out);
        out.writeObjectFieldStart("unmeasured");
        for (Map.Entry<MissingCause, Long> cause : coverage.unmeasured().entrySet()) {
            out.writeNumberField(lower(cause.getKey()), cause.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void write(String name, @Nullable Integer value, JsonGenerator out) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
    }

    private static void headroom(LineOutcome outcome, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("headroom");
        for (Headroom.Unit unit : outcome.headroom()) {
            out.writeStartObject();
            out.writeStringField("unit", unit.unit().value());
            out.writeStringField("layer", unit.layer().text());
            out.writeNumberField("lost_gpus", unit.lostGpus());
            out.writeNumberField("unsure_gpus", unit.unsureGpus());
            if (unit.takesPower()) {
                Headroom.Watts left = outcome.ready().less(unit.lost());
                out.writeNumberField("lost_w", unit.lost().high());
                out.writeNumberField("left_low_w", left.low());
                out.writeNumberField("left_high_w", left.high());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(Judgement judgement, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("term", lower(judgement.term()));
        out.writeStringField("verdict", judgement.outcome().text());
        write("value_per_mille", judgement.valuePerMille(), out);
        out.writeNumberField("at_least_per_mille", judgement.atLeastPerMille());
        Layer layer = judgement.layer();
        out.writeStringField("layer", layer == null ? null : lower(layer));
        out.writeObjectFieldStart("layers");
        for (Map.Entry<Layer, Long> lost : judgement.layers().entrySet()) {
            out.writeNumberField(lower(lost.getKey()), lost.getValue());
        }
        out.writeEndObject();
        blocks(judgement, out);
        out.writeEndObject();
    }

    /** Also where it names none: left out, the ledger would look for them in the content. */
    private static void blocks(Judgement judgement, JsonGenerator out) throws IOException {
        if (judgement.outcome() != Judgement.Outcome.BREACHED) {
            return;
        }
        out.writeObjectFieldStart("blocks");
        for (Map.Entry<Layer, SortedMap<BlockId, Long>> layer :
                judgement.blocks().byLayer().entrySet()) {
            out.writeObjectFieldStart(lower(layer.getKey()));
            for (Map.Entry<BlockId, Long> block : layer.getValue().entrySet()) {
                out.writeNumberField(block.getKey().value(), block.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
