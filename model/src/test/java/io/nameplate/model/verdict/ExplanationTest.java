/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.explain.Explanation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is explained is what was settled: on random worlds, and refused where it is not. */
class ExplanationTest {

    private static final int WORLDS = 200;

    @Test
    void onRandomWorldsTheExplanationAddsUpToTheSettledContentAndEveryRowOccurs() {
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        for (long seed = 1; seed <= WORLDS; seed++) {
            traces(seed, trace -> {
                trace.forEach((node, gpu, finding) -> rules.add(finding.rule()));
                String text = Explanation.of(trace);
                assertThat(text)
                        .contains(trace.result().content().sha256())
                        .doesNotContain("{clock}", "{limit}", "{since}");
                trace.result()
                        .judgements()
                        .forEach(judgement -> assertThat(text)
                                .contains(judgement.outcome().name().replace('_', ' ')));
            });
        }
        assertThat(rules).containsExactlyInAnyOrder(Rule.values());
    }

    @Test
    void whatDoesNotAddUpIsRefused() {
        int[] refused = {0};
        traces(3, trace -> {
            trace.pieces().get(0).measured()[Bucket.FAULTED.index()]++;
            assertThatThrownBy(() -> Explanation.of(trace))
                    .isInstanceOf(Explanation.Mismatch.class)
                    .hasMessageContaining("does not add up");
            trace.pieces().get(0).measured()[Bucket.FAULTED.index()]--;
            trace.pieces().get(0).counted()[Bucket.UTILIZED.index()]++;
            assertThatThrownBy(() -> Explanation.of(trace))
                    .isInstanceOf(Explanation.Mismatch.class)
                    .hasMessageContaining("the states");
            refused[0]++;
        });
        assertThat(refused[0]).isPositive();
    }

    /** The trace of every due line, checked to come to the result that is settled from parts. */
    private static void traces(long seed, Consumer<LineTrace> use) {
        World world = new World(seed);
        Verdict verdict = new Verdict(world.registry);
        Map<HallId, HallEvidence> halls = new TreeMap<>();
        world.registry.halls().keySet().forEach(hall -> halls.put(hall, verdict.nothing(world.start)));
        world.observations.forEach(seen -> halls.get(seen.hall())
                .mergeRun(
                        seen.node().value(),
                        seen.gpu(),
                        seen.from(),
                        seen.to(),
                        seen.seen().code()));
        PlantTimeline plant = new PlantTimeline();
        world.readings.forEach(
                reading -> plant.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value()));
        for (LineKey key : verdict.lines(world.start)) {
            LineTrace trace = verdict.trace(key, world.start, halls, plant);
            List<HallPart> parts = halls.entrySet().stream()
                    .map(hall -> verdict.hallParts(hall.getKey(), world.start, hall.getValue(), plant)
                            .get(key))
                    .filter(part -> part != null)
                    .toList();
            assertThat(trace.result())
                    .as("world " + seed + ", " + key)
                    .isEqualTo(verdict.line(key, world.start, parts));
            use.accept(trace);
        }
    }
}
