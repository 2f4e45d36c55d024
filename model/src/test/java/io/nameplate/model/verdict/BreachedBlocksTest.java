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
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.verdict.explain.Explanation;
import java.time.Instant;
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

    private static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final LineKey KEY = new LineKey(new LeaseId("acme"), new LineId("h100"));
    private static final long BUSY = slow(1980, 0);
    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: ups-1, kind: ups, collector: c1, hold: 30s, capacity_kw: 6, up: [{point: voltage, min: 180}]}
              - {asset: ups-2, kind: ups, collector: c1, hold: 30s, capacity_kw: 6, up: [{point: voltage, min: 180}]}
              - {asset: cdu-1, kind: cdu, collector: c1, hold: 30s, up: [{point: pump, min: 1}],
                 meters: [{measures: supply_temperature, point: warm, blocks: [b1]}]}
              - {asset: cdu-2, kind: cdu, collector: c1, hold: 30s, up: [{point: pump, min: 1}],
                 meters: [{measures: supply_temperature, point: warm, blocks: [b2]}]}
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 4, power: ups-1, cooling: cdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}]}
              - {block: b2, hall: h1, sku: H100, gpus_per_node: 4, power: ups-2, cooling: cdu-2,
                 source: {collector: c1, period: 1s}, nodes: [{node: n2, rack: r2}]}
            leases:
              - {lease: acme, supplier: Memphis Compute, tenant: acme, from: 2026-06-01T00:00:00Z,
                 to: 2027-06-01T00:00:00Z, zone: UTC, price_per_month: 1000, currency: USD,
                 lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700, firm_mw: 0.01,
                          ramp: [{from: 2026-06-01T00:00:00Z, gpus: 8}]}],
                 terms: [{term: availability, at_least: 0.99}, {term: performance, at_least: 0.99},
                         {term: coverage, at_least: 0.99}, {term: firm_power, at_least: 0.99},
                         {term: thermal, at_least: 0.99, supply_max_c: 32}]}
            allocations: [{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}]
            """;

    private final HallEvidence evidence = new HallEvidence(START, 10, 5);
    private final PlantTimeline plant = new PlantTimeline();
    private final Verdict verdict = new Verdict(RegistryReader.read(List.of(new Document("site.yaml", SITE)), 1));

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
        plant.merge(asset, point, (START + second) * 1000, value);
        return this;
    }

    private BreachedBlocksTest node(String node, int gpus, long code) {
        for (int gpu = 0; gpu < gpus; gpu++) {
            evidence.mergeRun(node, gpu, 0, 2, code);
        }
        return this;
    }

    private byte[] part() {
        return verdict.hallParts(new HallId("h1"), START, evidence, plant)
                .get(KEY)
                .toBytes();
    }

    private List<Judgement> judgements(byte[] part) {
        return verdict.line(KEY, START, List.of(HallPart.fromBytes(part))).judgements();
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
        assertThat(explained(SITE.replace("gpus: 8", "gpus: 9")))
                .containsExactly(
                        "power: block b2 10; cooling: block b1 20; delivery: no block 10.",
                        "power: block b2 10; cooling: block b1 20.",
                        "cooling: block b2 20.");
    }

    /** Where the breached terms count their losses, as the explanation has it. */
    private List<String> explained(String site) {
        Verdict other = new Verdict(RegistryReader.read(List.of(new Document("site.yaml", site)), 1));
        String text = Explanation.of(other.trace(KEY, START, Map.of(new HallId("h1"), evidence), plant));
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
