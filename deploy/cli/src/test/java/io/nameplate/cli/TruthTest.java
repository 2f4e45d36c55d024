/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import io.nameplate.simulator.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random scenarios, settled offline, equal the simulator's truth state by state: the two share no rule. */
class TruthTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomScenariosSettleToTheTruth(long seed, @TempDir Path folder) throws Exception {
        settlesToTheTruth(folder, List.of("--random", Long.toString(seed), "--duration", "900s"));
    }

    /** Events here begin and end off the slot edges: slotting moves time between states, but not in one direction. */
    @Test
    void overAnHourInWhichEveryEventEndsTheErrorOfEachStateIsBelowAThousandthOfContracted(@TempDir Path folder)
            throws Exception {
        settle(folder, List.of("--scenario", "all-events", "--duration", "3600s"));

        Map<String, Long> settled = totals(folder.resolve("out.jsonl"));
        Map<String, Long> truth = totals(folder.resolve("truth.jsonl"));

        long contracted = settled.remove("contracted");
        assertThat(truth.remove("contracted")).isEqualTo(contracted);
        assertThat(truth.keySet()).as("every loss state happens").hasSizeGreaterThan(9);
        TreeSet<String> states = new TreeSet<>(settled.keySet());
        states.addAll(truth.keySet());
        for (String state : states) {
            long error = settled.getOrDefault(state, 0L) - truth.getOrDefault(state, 0L);
            assertThat(Math.abs(error)).as(state).isLessThanOrEqualTo(contracted / 1000);
        }
    }

    private static void settlesToTheTruth(Path folder, List<String> scenario) throws Exception {
        settle(folder, scenario);

        assertThat(states(folder.resolve("out.jsonl"))).isNotEmpty().isEqualTo(states(folder.resolve("truth.jsonl")));
    }

    private static void settle(Path folder, List<String> scenario) {
        List<String> call =
                new ArrayList<>(List.of("archive", "--out", folder.toString(), "--start", "2026-06-01T00:00:00Z"));
        call.addAll(scenario);
        assertThat(Simulator.play(call)).isZero();
        int code = Nameplate.run(
                List.of(
                        "settle",
                        "--registry",
                        folder.resolve("registry").toString(),
                        "--readings",
                        folder.resolve("readings.jsonl").toString(),
                        "--out",
                        folder.resolve("out.jsonl").toString()),
                System.out,
                System.err);
        assertThat(code).isZero();
    }

    /** The sum of each state, and of what was contracted, over a file. */
    private static Map<String, Long> totals(Path file) throws Exception {
        Map<String, Long> totals = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            Tree.Mapping mapping = (Tree.Mapping) YamlText.parse("result", line);
            totals.merge("contracted", Long.parseLong(text(mapping, "contracted_gpu_ms")), Long::sum);
            ((Tree.Mapping) mapping.values().get("states"))
                    .values()
                    .forEach((state, value) ->
                            totals.merge(state, Long.parseLong(((Tree.Scalar) value).text()), Long::sum));
        }
        return totals;
    }

    /** Contracted and states by lease, line and interval, as sorted text. */
    private static Map<String, String> states(Path file) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            Tree.Mapping mapping =
                    (Tree.Mapping) YamlText.parse(file.getFileName().toString(), line);
            Map<String, String> states = new TreeMap<>();
            ((Tree.Mapping) mapping.values().get("states"))
                    .values()
                    .forEach((state, value) -> states.put(state, ((Tree.Scalar) value).text()));
            states.values().removeIf("0"::equals);
            found.put(
                    text(mapping, "lease") + "/" + text(mapping, "line") + "/" + text(mapping, "interval_start"),
                    text(mapping, "contracted_gpu_ms") + " " + states);
        }
        return found;
    }

    private static String text(Tree.Mapping mapping, String key) {
        return ((Tree.Scalar) mapping.values().get(key)).text();
    }
}
