/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.Block;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.LineTrace.Held;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The evidence by block, the row that each group of GPUs met, and what it comes to. */
final class SeenSection {

    private final LineTrace trace;
    private final Findings findings;
    private final PlantWords plant;

    SeenSection(LineTrace trace, Findings findings) {
        this.trace = trace;
        this.findings = findings;
        this.plant = new PlantWords(trace.registry(), trace.plant());
    }

    void say(Page page) {
        page.heading("2. What was seen, and the row of the ladder that it met");
        Map<Block, List<Held>> blocks = new LinkedHashMap<>();
        trace.held().stream()
                .sorted((a, b) -> a.block().block().compareTo(b.block().block()))
                .forEach(held -> blocks.computeIfAbsent(held.block(), block -> new ArrayList<>())
                        .add(held));
        if (blocks.isEmpty()) {
            page.say(1, "No node is allocated to the line, so nothing was to be seen.");
        }
        blocks.forEach((block, held) -> say(page, block, held));
    }

    private void say(Page page, Block block, List<Held> held) {
        long nodes = held.stream().map(node -> node.node().node()).distinct().count();
        page.say(
                1,
                "Block " + block.block() + " (hall " + block.hall() + ", "
                        + block.sku().name() + "): " + nodes
                        + (nodes == 1 ? " node" : " nodes") + " of the line with "
                        + Figures.gpus(block.gpusPerNode()) + (nodes == 1 ? "" : " each"));
        long[] starts = trace.pieceStarts(block.hall());
        plant.say(page, 2, "Power path", block.power(), starts, trace.end());
        plant.say(page, 2, "Cooling group", block.cooling(), starts, trace.end());
        for (Alike alike : findings.of(block)) {
            page.say(2, Figures.span(alike.kind().from(), alike.kind().to()) + "  " + alike.nodes());
            page.say(3, alike.seen());
            page.say(3, alike.kind().why());
            alike.arithmetic(page, 3, trace.line().guaranteedClockMhz());
        }
        long[] sum = findings.sum(block.block());
        page.say(2, "Sum of block " + block.block() + ": " + Figures.amounts(bucket -> sum[bucket.index()]) + ".");
    }
}
