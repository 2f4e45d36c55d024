/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.Use;
import io.nameplate.model.verdict.WorstNode;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One result as points. Every point has all its fields, zeros too, so that a later result of the interval replaces an
 * earlier one whole; only figures that were not measured are left out, and what an earlier result measured stays: of a term that is
 * not assessed the value means nothing. The measurements are listed in {@code influx-catalogue.json} of the dashboards.
 */
final class Points {

    private static final Use.Delivered NOTHING = new Use.Delivered(0, 0);

    private Points() {}

    static List<Point> of(LineOutcome outcome) {
        List<Point> points = new ArrayList<>();
        Content content = outcome.result().content();
        points.add(lease(content, outcome.result().coverage(), outcome.settled()));
        if (!content.measured().isEmpty()) {
            points.add(measured(content));
        }
        Use use = outcome.result().use();
        if (!use.figures().isEmpty()) {
            points.add(used(content, use));
        }
        Set<BlockId> blocks = new TreeSet<>(content.blocks().keySet());
        blocks.addAll(use.blocks().keySet());
        blocks.forEach(block -> points.add(block(content, block, use.blocks().get(block))));
        outcome.cleared().forEach(block -> points.add(block(content, block, NOTHING)));
        outcome.result().judgements().forEach(judgement -> points.add(term(content, judgement)));
        if (outcome.settled()) {
            outcome.result().worst().forEach(node -> points.add(node(content, node)));
            outcome.clearedNodes().forEach((node, block) -> points.add(unnamed(content, node, block)));
        }
        return points;
    }

    private static Point point(String measurement, Content content) {
        return Point.measurement(measurement)
                .addTag("lease", content.lease().value())
                .addTag("line", content.line().value())
                .time(content.intervalStart().getEpochSecond(), WritePrecision.S);
    }

    private static Point lease(Content content, Coverage coverage, boolean settled) {
        Point point = point("lease_interval", content)
                .addField("interval_s", content.interval().toSeconds())
                .addField("contracted_gpu_ms", content.contractedGpuMs())
                .addField("delivered_gpu_ms", content.gpuMs(State.IDLE) + content.gpuMs(State.UTILIZED))
                .addField("coverage_per_mille", coverage(content))
                .addField("settled", settled ? 1L : 0L);
        for (State state : State.values()) {
            point.addField(field(state), content.gpuMs(state));
        }
        for (Cause cause : Cause.values()) {
            point.addField(
                    "derated_" + ResultsJson.lower(cause) + "_gpu_ms",
                    content.derated().getOrDefault(cause, 0L).longValue());
        }
        for (MissingCause cause : MissingCause.values()) {
            point.addField(
                    "unmeasured_" + ResultsJson.lower(cause) + "_gpu_ms",
                    coverage.unmeasured().getOrDefault(cause, 0L).longValue());
        }
        return point;
    }

    /** What the capacity was used for. */
    private static Point used(Content content, Use use) {
        Point point = point("use_interval", content)
                .addField("interval_s", content.interval().toSeconds())
                .addField("utilized_gpu_ms", content.gpuMs(State.UTILIZED));
        use.figures().byName().forEach(point::addField);
        return point;
    }

    /** The line's figures, each under its name; those of single meters stay in the content. */
    private static Point measured(Content content) {
        Point point = point("measured_interval", content)
                .addField("interval_s", content.interval().toSeconds());
        content.measured().byName().forEach((name, value) -> {
            if (!name.contains("/meters/")) {
                point.addField(name.replace('/', '_'), value);
            }
        });
        return point;
    }

    private static long coverage(Content content) {
        long contracted = content.contractedGpuMs();
        return contracted == 0 ? 1000 : 1000 * (contracted - content.gpuMs(State.UNMEASURED)) / contracted;
    }

    private static Point block(Content content, BlockId block, Use.@Nullable Delivered delivered) {
        Map<State, Long> losses = content.blocks().getOrDefault(block, Map.of());
        Point point = point("block_interval", content).addTag("block", block.value());
        for (State state : State.values()) {
            if (state.isLoss()) {
                point.addField(field(state), losses.getOrDefault(state, 0L).longValue());
            }
        }
        if (delivered != null) {
            point.addField(field(State.UTILIZED), delivered.utilizedGpuMs());
            point.addField(field(State.IDLE), delivered.idleGpuMs());
        }
        return point;
    }

    private static Point term(Content content, Judgement judgement) {
        Point point = point("term_interval", content)
                .addTag("term", ResultsJson.lower(judgement.term()))
                .addField("verdict", judgement.outcome().text())
                .addField("at_least_per_mille", (long) judgement.atLeastPerMille());
        Integer value = judgement.valuePerMille();
        if (value != null) {
            point.addField("value_per_mille", value.longValue());
        }
        return point;
    }

    private static Point node(Content content, WorstNode node) {
        return node(content, node.node(), node.block())
                .addField("lost_gpu_ms", node.lostGpuMs())
                .addField("state", node.state().name())
                .addField("rack", node.rack())
                .addField("since", node.since().toString());
    }

    /** Takes back what an earlier settled result said of a node; rack and beginning stay, and mean nothing. */
    private static Point unnamed(Content content, NodeId node, BlockId block) {
        return node(content, node, block).addField("lost_gpu_ms", 0L).addField("state", "NONE");
    }

    private static Point node(Content content, NodeId node, BlockId block) {
        return point("node_loss", content).addTag("block", block.value()).addTag("node", node.value());
    }

    private static String field(State state) {
        return ResultsJson.lower(state) + "_gpu_ms";
    }
}
