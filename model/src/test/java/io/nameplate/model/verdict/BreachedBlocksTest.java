/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.explain.Explanation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Which blocks a breached term names, worked out by hand: one line in blocks b1 and b2 of 4 GPUs, each on a UPS of 6 kW and a CDU of
 * its own. Interval of 10 s: 80,000 GPU-ms, and 100 kJ at 10 kW firm.
 */
class BreachedBlocksTest {

    private static final long BUSY = slow(1980, 0);
    private static final String TERMS = "{term: availability, at_least: 0.99}, {term: performance, at_least: 0.99},"
            + " {term: coverage, at_least: 0.99}, {term: firm_power, at_least: 0.99},"
            + " {term: thermal, at_least: 0.99, supply_max_c: 32}";

    private final HallEvidence evidence = new HallEvidence(PlantSite.START, 10, 5);
    private final PlantTimeline plant = new PlantTimeline();
    private final Verdict verdict = new Verdict(PlantSite.apart(TERMS, 8));

    BreachedBlocksTest() {
        for (int one = 1; one <= 2; one++) {
            read("ups-" + one, "voltage", -1, 230);
            read("cdu-" + one, "pump", -1, 50);
            read("cdu-" + one, "warm", -1, 30);
        }
    }

    private static long slow(int mhz, int reasons) {
        return Evidence.data(0, reasons, mhz, 2000, 700, Work.WORKING);
    }

    private BreachedBlocksTest read(String asset, String point, int second, double value) {
        plant.merge(asset, point, (PlantSite.START + second) * 1000, value);
        return this;
    }

    private BreachedBlocksTest node(String node, int gpus, long code) {
        for (int gpu = 0; gpu < gpus; gpu++) {
            evidence.mergeRun(node, gpu, 0, 2, code);
        }
        return this;
    }

    private byte[] part() {
        return verdict.hallParts(PlantSite.HALL, PlantSite.START, evidence, plant)
                .get(PlantSite.KEY)
                .toBytes();
    }

    private List<Judgement> judgements(byte[] part) {
        return verdict.line(PlantSite.KEY, PlantSite.START, List.of(HallPart.fromBytes(part)))
                .judgements();
    }

    /** What breached terms name, in words. */
    private Map<String, String> breached() {
        Map<String, String> named = new TreeMap<>();
        for (Judgement judgement : judgements(part())) {
            if (judgement.outcome() == Judgement.Outcome.BREACHED) {
                named.put(judgement.term().text(), judgement.blocks().byLayer().toString());
            } else {
                assertThat(judgement.blocks()).isEqualTo(BlockLosses.NONE);
            }
        }
        return named;
    }

    @Test
    void aThermalBreachIsWhereTheSupplyIsNotAsPromisedNotWhereGpusLoseByIt() {
        node("n1", 4, BUSY).node("n2", 4, BUSY).read("cdu-2", "warm", 5, 33);
        assertThat(breached()).isEqualTo(Map.of("thermal", "{COOLING={b2=20000}}"));
    }

    @Test
    void aStoppedLoopAndAWarmOneAreTwoBlocksOfTheThermalBreachAndOneOfAvailability() {
        node("n1", 4, slow(1200, 0x20)).node("n2", 4, BUSY);
        read("cdu-1", "pump", 0, 0).read("cdu-2", "warm", 5, 33);
        assertThat(breached())
                .isEqualTo(Map.of(
                        "availability",
                        "{COOLING={b1=10000}}",
                        "performance",
                        "{COOLING={b1=10000}}",
                        "thermal",
                        "{COOLING={b1=40000, b2=20000}}"));
    }

    @Test
    void aBlockBrakedByPowerStandsUnderPowerBesideOneBrakedMoreByHeat() {
        node("n1", 4, slow(800, 0x20)).node("n2", 4, slow(1200, 0x80));
        String both = "{POWER={b2=10000}, COOLING={b1=20000}}";
        assertThat(breached()).isEqualTo(Map.of("availability", both, "performance", both));
    }

    @Test
    void anExplanationSaysInWhichBlocksATermCountsItsLossesAndWhatIsNoBlocks() {
        node("n1", 4, slow(800, 0x20)).node("n2", 4, slow(1200, 0x80)).read("cdu-2", "warm", 5, 33);
        assertThat(explained(9))
                .containsExactly(
                        "power: block b2 10; cooling: block b1 20; delivery: no block 10.",
                        "power: block b2 10; cooling: block b1 20.",
                        "cooling: block b2 20.");
    }

    /** Where the breached terms of a line of so many GPUs count their losses, as the explanation has it. */
    private List<String> explained(int contracted) {
        Verdict other = new Verdict(PlantSite.apart(TERMS, contracted));
        String text =
                Explanation.of(other.trace(PlantSite.KEY, PlantSite.START, Map.of(PlantSite.HALL, evidence), plant));
        return Pattern.compile("Where it counts losses, in GPU-seconds: ([^.]*\\.)")
                .matcher(text.replaceAll("\\s+", " "))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void whatIsNotMeasuredIsInItsOwnBlock() {
        node("n1", 4, BUSY).node("n2", 3, BUSY);
        assertThat(breached()).isEqualTo(Map.of("coverage", "{TELEMETRY={b2=10000}}"));
    }

    @Test
    void firmPowerIsMissingWhereAPathCarriesLessThanItCould() {
        node("n1", 4, BUSY).node("n2", 4, BUSY).read("ups-1", "voltage", 0, 0);
        // 4 of 10 kW
        assertThat(breached()).isEqualTo(Map.of("firm_power", "{POWER={b1=32000}}"));
        read("ups-2", "voltage", 5, 0);
        // 5 s x 4 kW in b1, then 5 s x 10 kW in both alike: 45 and 25 of 100 kJ
        assertThat(breached()).isEqualTo(Map.of("firm_power", "{POWER={b1=36000, b2=20000}}"));
    }

    @Test
    void ofMoreBlocksThanAreKeptTheWorstOnesAreNamed() {
        TreeMap<BlockId, Long> lost = new TreeMap<>();
        for (int block = 10; block < 30; block++) {
            lost.put(new BlockId("b" + block), (long) block % 15);
        }
        Map<BlockId, Long> worst = new BlockLosses(new TreeMap<>(Map.of(Layer.COOLING, lost)))
                .worst()
                .on(Layer.COOLING);
        assertThat(worst).hasSize(BlockLosses.MOST).containsKeys(new BlockId("b14"), new BlockId("b13"));
        assertThat(worst.values()).allMatch(ms -> ms >= 5);
    }

    @Test
    void aPartFromBeforeTermsNamedBlocksIsReadAndNamesNone() {
        node("n1", 4, BUSY).node("n2", 4, BUSY).read("cdu-2", "warm", 5, 33);
        byte[] now = part();
        // no clock loss, no path that fails, and b2 with its 20,000 GPU-ms
        byte[] then = Arrays.copyOf(now, now.length - 9);
        then[0] = 5;
        List<Judgement> named = judgements(now);
        assertThat(named).anyMatch(judgement -> !judgement.blocks().isNone());
        assertThat(judgements(then))
                .isEqualTo(named.stream()
                        .map(judgement -> judgement.in(BlockLosses.NONE))
                        .toList());
    }
}
