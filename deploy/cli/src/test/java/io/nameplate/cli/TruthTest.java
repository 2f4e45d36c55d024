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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random scenarios, settled offline, equal the simulator's truth state by state: the two share no rule. */
class TruthTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomScenariosSettleToTheTruth(long seed, @TempDir Path folder) throws Exception {
        settlesToTheTruth(folder, List.of("--random", Long.toString(seed), "--duration", "900s"));
    }

    @ParameterizedTest
    @ValueSource(strings = "all-events")
    void anHourInWhichEveryEventEndsSettlesToTheTruth(String scenario, @TempDir Path folder) throws Exception {
        settlesToTheTruth(folder, List.of("--scenario", scenario, "--duration", "3600s"));
    }

    private static void settlesToTheTruth(Path folder, List<String> scenario) throws Exception {
        List<String> call =
                new ArrayList<>(List.of("archive", "--out", folder.toString(), "--start", "2026-06-01T00:00:00Z"));
        call.addAll(scenario);
        assertThat(Simulator.play(call)).isZero();
        Path out = folder.resolve("out.jsonl");

        int code = Nameplate.run(
                List.of(
                        "settle",
                        "--registry",
                        folder.resolve("registry").toString(),
                        "--readings",
                        folder.resolve("readings.jsonl").toString(),
                        "--out",
                        out.toString()),
                System.out,
                System.err);

        assertThat(code).isZero();
        Map<String, String> truth = states(folder.resolve("truth.jsonl"));
        assertThat(states(out)).isNotEmpty().isEqualTo(truth);
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
