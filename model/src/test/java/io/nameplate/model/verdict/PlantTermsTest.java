/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.explain.Explanation;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The terms that rest on plant, worked out by hand: the line holds half of what two blocks share. Interval of 10 s:
 * 40,000 GPU-ms, and 40,000,000 mJ at 4 kW firm.
 */
class PlantTermsTest {

    private final PlantTimeline plant = new PlantTimeline();
    private String windows = "";

    private PlantTermsTest read(String asset, String point, double second, double value) {
        plant.merge(asset, point, PlantSite.START * 1000 + Math.round(second * 1000), value);
        return this;
    }

    private PlantTermsTest powered(double ups1, double ups2) {
        return read("ups-1", "voltage", -1, ups1).read("ups-2", "voltage", -1, ups2);
    }

    /** An energy counter read every two seconds from -1 s to 9 s. */
    private PlantTermsTest meter(String meter, double watts) {
        for (int second = -1; second <= 9; second += 2) {
            read(meter, "energy", second, 1000 + watts * (second + 1));
        }
        return this;
    }

    private LineResult settle(String term) {
        Verdict verdict = new Verdict(PlantSite.shared(term, windows));
        Map<LineKey, HallPart> parts =
                verdict.hallParts(PlantSite.HALL, PlantSite.START, verdict.nothing(PlantSite.START), plant);
        return verdict.line(PlantSite.KEY, PlantSite.START, parts.values());
    }

    private LineTrace trace(String term) {
        Verdict verdict = new Verdict(PlantSite.shared(term, windows));
        return verdict.trace(
                PlantSite.KEY, PlantSite.START, Map.of(PlantSite.HALL, verdict.nothing(PlantSite.START)), plant);
    }

    private static Headroom.Unit unit(String asset, long unsureGpus, long lostLow, long lostHigh) {
        return new Headroom.Unit(new AssetId(asset), Layer.POWER, 0, unsureGpus, new Headroom.Watts(lostLow, lostHigh));
    }

    private static Judgement judged(LineResult result) {
        return result.judgements().get(0);
    }

    private static BlockLosses inB1(Layer layer, long lost) {
        return new BlockLosses(new TreeMap<>(Map.of(layer, new TreeMap<>(Map.of(new BlockId("b1"), lost)))));
    }

    private static long figure(LineResult result, String name) {
        return result.content().measured().byName().get(name);
    }

    private static final String FIRM = "{term: firm_power, at_least: 0.99}";

    @Test
    void halfOfTenKilowattsIsMoreThanFour() {
        LineResult result = powered(230, 230).settle(FIRM);
        assertThat(figure(result, "firm_power/owed_mj")).isEqualTo(40_000_000);
        assertThat(figure(result, "firm_power/ready_low_mj")).isEqualTo(40_000_000);
        assertThat(judged(result))
                .isEqualTo(new Judgement(Term.Kind.FIRM_POWER, Judgement.Outcome.MET, 990, 1000, null, Map.of()));
    }

    @Test
    void aLargeUnitLostLeavesTwoOfFourKilowatts() {
        LineResult result = powered(230, 230).read("ups-1", "voltage", 4, 0).settle(FIRM);
        // 4 s x 4,000 W + 6 s x 2,000 W of 40 kJ; 12 kJ of 40 kJ are missing, as of 40,000 GPU-ms
        assertThat(figure(result, "firm_power/ready_high_mj")).isEqualTo(28_000_000);
        assertThat(judged(result))
                .isEqualTo(new Judgement(
                        Term.Kind.FIRM_POWER,
                        Judgement.Outcome.BREACHED,
                        990,
                        700,
                        Layer.POWER,
                        Map.of(Layer.POWER, 12_000L),
                        inB1(Layer.POWER, 12_000)));
    }

    @Test
    void aUnitThatNobodyHeardOfIsARange() {
        LineResult result =
                powered(230, 230).read("ups-1", "voltage", 4, Double.NaN).settle(FIRM);
        assertThat(figure(result, "firm_power/ready_low_mj")).isEqualTo(28_000_000);
        assertThat(figure(result, "firm_power/ready_high_mj")).isEqualTo(40_000_000);
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    @Test
    void whatTheLineTookStoodReady() {
        LineResult result = powered(230, Double.NaN)
                .read("ups-1", "voltage", 4, Double.NaN)
                .meter("m-b1", 4000)
                .settle(FIRM);
        assertThat(figure(result, "energy/it_j")).isEqualTo(40_000);
        assertThat(figure(result, "firm_power/proved_by_meter")).isEqualTo(1);
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.MET);
    }

    @Test
    void aMeterWithAHoleProvesNothing() {
        LineResult result = powered(230, Double.NaN)
                .read("ups-1", "voltage", 4, Double.NaN)
                .read("m-b1", "energy", -1, 0)
                .read("m-b1", "energy", 5, 40_000)
                .settle(FIRM);
        assertThat(figure(result, "energy/it_j")).isEqualTo(40_000);
        assertThat(figure(result, "energy/exact")).isZero();
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    @Test
    void agreedMaintenanceOfTheWholePathLeavesTheBase() {
        windows = "windows: [{id: mw, state: excluded, from: 2026-06-01T12:00:05Z, to: 2026-06-01T12:00:10Z,"
                + " scope: {blocks: [b1]}, reason: UPS service}]\n";
        LineResult result = powered(230, 230)
                .read("ups-1", "voltage", 5, 0)
                .read("ups-2", "voltage", 5, 0)
                .settle(FIRM);
        assertThat(figure(result, "firm_power/excused_mj")).isEqualTo(20_000_000);
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.MET);
        windows = windows.replace("12:00:05Z", "12:00:07Z");
        LineResult late = settle(FIRM);
        // 2 s of 4 kW are missing of 40 - 12 kJ: 20 / 28
        assertThat(judged(late).valuePerMille()).isEqualTo(714);
    }

    @Test
    void aUnitWhoseTripLeavesThePathUpIsNamedWithTheFirmPowerItTakes() {
        LineTrace trace = powered(230, 230).pumping().trace(FIRM);
        assertThat(trace.ready()).isEqualTo(new Headroom.Watts(5000, 5000));
        assertThat(trace.headroom()).containsExactly(unit("ups-1", 0, 3000, 3000), unit("ups-2", 0, 2000, 2000));
        assertThat(Explanation.of(trace).replaceAll("\\s+", " "))
                .contains(
                        "(N-1, from 5,000 W that stand ready): ups-1: no GPU, leaving 2,000 W, less than the 4,000 W of firm"
                                + " power; ups-2: no GPU, leaving 3,000 W, less than the 4,000 W of firm power.");
        LineResult then = read("ups-1", "voltage", -0.5, 0).settle(FIRM);
        assertThat(figure(then, "firm_power/ready_high_mj"))
                .as("2,000 W for 10 s, as was said")
                .isEqualTo(20_000_000);
        assertThat(trace(FIRM).headroom())
                .as("what is down cannot trip, and what is left is the last")
                .containsExactly(
                        new Headroom.Unit(new AssetId("ups-2"), Layer.POWER, 4, 0, new Headroom.Watts(2000, 2000)));
    }

    @Test
    void aUnitThatNobodyHeardOfLeavesWhatIsLeftARange() {
        LineTrace trace = powered(Double.NaN, 230).pumping().trace(FIRM);
        assertThat(trace.ready()).isEqualTo(new Headroom.Watts(2000, 5000));
        assertThat(trace.headroom()).containsExactly(unit("ups-2", 4, 2000, 2000), unit("ups-1", 0, 0, 3000));
        assertThat(Explanation.of(trace).replaceAll("\\s+", " "))
                .contains(
                        "from 2,000 to 5,000 W that stand ready): ups-2: perhaps 4 GPUs, leaving 0 to 3,000 W, less than")
                .contains("ups-1: no GPU, leaving 2,000 W, less than");
    }

    @Test
    void aLineThatIsPromisedNoFirmPowerIsToldOfGpusAlone() {
        LineTrace trace = powered(230, 230).pumping().trace("{term: coverage, at_least: 0.5}");
        assertThat(trace.ready()).isEqualTo(Headroom.Watts.NONE);
        assertThat(trace.headroom()).isEmpty();
    }

    private static final String WARM = "{term: thermal, at_least: 0.99, supply_max_c: 32}";

    private PlantTermsTest pumping() {
        return read("cdu-1", "pump", -1, 1)
                .read("cdu-2", "pump", -1, 1)
                .read("cdu-1", "warm", -1, 30)
                .read("cdu-2", "warm", -1, 31);
    }

    @Test
    void oneSupplyAboveTheLimitBreaksThePromiseForEveryGpuBehindIt() {
        LineResult result = pumping().read("cdu-1", "warm", 6, 33).settle(WARM);
        assertThat(result.content().measured().nested().toString())
                .isEqualTo("{thermal={broken_gpu_ms=16000, excused_gpu_ms=0, gpu_ms=40000, supply_broken_ms=4000,"
                        + " supply_max_mc=33000, supply_mean_mc=31100, supply_min_mc=30000, supply_ms=20000,"
                        + " unmeasured_gpu_ms=0}}");
        assertThat(judged(result))
                .isEqualTo(new Judgement(
                        Term.Kind.THERMAL,
                        Judgement.Outcome.BREACHED,
                        990,
                        600,
                        Layer.COOLING,
                        Map.of(Layer.COOLING, 16_000L),
                        inB1(Layer.COOLING, 16_000)));
        assertThat(judged(settle("{term: thermal, at_least: 0.99, class: W40}")).outcome())
                .isEqualTo(Judgement.Outcome.MET);
    }

    @Test
    void aStoppedSupplyBesideARunningOneSaysNothingAndAllStoppedIsNoSupply() {
        LineResult one = pumping()
                .read("cdu-1", "pump", 2, 0)
                .read("cdu-1", "warm", 6, 60)
                .settle(WARM);
        assertThat(judged(one).outcome()).isEqualTo(Judgement.Outcome.MET);
        LineResult both = read("cdu-2", "pump", 8, 0).settle(WARM);
        assertThat(judged(both).valuePerMille()).isEqualTo(800);
    }

    @Test
    void anUnreadSupplyIsARangeAndLittleFlowIsABreach() {
        LineResult unread = pumping().read("cdu-2", "warm", 5, Double.NaN).settle(WARM);
        assertThat(figure(unread, "thermal/unmeasured_gpu_ms")).isEqualTo(20_000);
        assertThat(judged(unread).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
        LineResult flow = new PlantTermsTest()
                .pumping()
                .read("cdu-1", "flow", -1, 0.005)
                .read("cdu-2", "flow", -1, 0.004)
                .read("cdu-2", "flow", 9, 0.001)
                .settle("{term: thermal, at_least: 0.99, supply_max_c: 32, flow_min_m3_s: 0.008}");
        assertThat(figure(flow, "thermal/block_flow_min_ml_s")).isEqualTo(6000);
        assertThat(figure(flow, "thermal/block_flow_max_ml_s")).isEqualTo(9000);
        assertThat(judged(flow).valuePerMille()).isEqualTo(900);
    }

    @Test
    void aPueOfExactlyWhatIsPromisedIsMet() {
        meter("m-b1", 4000).meter("m-b2", 1000).meter("m-site", 6250);
        LineResult met = settle("{term: pue, at_most: 1.25}");
        assertThat(figure(met, "pue/facility_j")).isEqualTo(62_500);
        assertThat(figure(met, "pue/it_j")).isEqualTo(50_000);
        assertThat(judged(met))
                .isEqualTo(new Judgement(Term.Kind.PUE, Judgement.Outcome.MET, 800, 800, null, Map.of()));
        LineResult breached = settle("{term: pue, at_most: 1.249}");
        assertThat(judged(breached).outcome()).isEqualTo(Judgement.Outcome.BREACHED);
    }

    @Test
    void aPueWithoutAllMetersOfTheBoundaryIsNotAssessed() {
        LineResult result = meter("m-b1", 4000).meter("m-site", 6250).settle("{term: pue, at_most: 1.25}");
        assertThat(figure(result, "pue/exact")).isZero();
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    @Test
    void aLeaseWithoutSuchTermsHasNoSuchFigures() {
        LineResult result = powered(230, 230).meter("m-b1", 4000).settle("{term: coverage, at_least: 0.5}");
        assertThat(result.content().canonicalJson()).doesNotContain("measured");
    }
}
