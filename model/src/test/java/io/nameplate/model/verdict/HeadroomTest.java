/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link SmallSite}: both blocks on pdu-1, and on a loop that needs two of three CDUs. The line holds 4 and 8 GPUs. */
class HeadroomTest {

    private static final long AT = SmallSite.START * 1000;

    private final Registry registry = new SmallSite().registry();
    private final PlantTimeline plant = new PlantTimeline();

    private HeadroomTest reads(String asset, String point, double value) {
        plant.merge(asset, point, AT - 1000, value);
        return this;
    }

    private HeadroomTest cdus(double one, double two, double three) {
        return reads("pdu-1", "voltage", 230)
                .reads("cdu-1", "flow", one)
                .reads("cdu-2", "flow", two)
                .reads("cdu-3", "flow", three);
    }

    private List<Headroom.Unit> units() {
        Block one = registry.blocks().get(new BlockId("b1"));
        Block two = registry.blocks().get(new BlockId("b2"));
        return Headroom.of(registry, Map.of(one, 4L, two, 8L), false, plant, AT);
    }

    private static Headroom.Unit unit(String asset, Layer layer, long lost, long unsure) {
        return new Headroom.Unit(new AssetId(asset), layer, lost, unsure);
    }

    @Test
    void aLoneUnitTakesEverythingAndOneOfThreeTakesNothing() {
        assertThat(cdus(8, 8, 8).units()).containsExactly(unit("pdu-1", Layer.POWER, 12, 0));
    }

    @Test
    void withOneLostEachOfTheOthersIsTheLast() {
        assertThat(cdus(0, 8, 8).units())
                .containsExactly(
                        unit("pdu-1", Layer.POWER, 12, 0),
                        unit("cdu-2", Layer.COOLING, 12, 0),
                        unit("cdu-3", Layer.COOLING, 12, 0));
    }

    @Test
    void aSilentUnitLeavesItUnsure() {
        assertThat(cdus(Double.NaN, 8, 8).units())
                .containsExactly(
                        unit("pdu-1", Layer.POWER, 12, 0),
                        unit("cdu-2", Layer.COOLING, 0, 12),
                        unit("cdu-3", Layer.COOLING, 0, 12));
    }

    @Test
    void whatIsDownAlreadyIsNamedAndCannotBeLostAgain() {
        assertThat(cdus(0, 0, 8).units())
                .containsExactly(unit("pdu-1", Layer.POWER, 12, 0), unit("loop-1", Layer.COOLING, 0, 0));
        assertThat(cdus(0, 0, 0).units())
                .containsExactly(unit("pdu-1", Layer.POWER, 12, 0), unit("loop-1", Layer.COOLING, 0, 0));
        assertThat(unit("loop-1", Layer.COOLING, 0, 0).downAlready()).isTrue();
        assertThat(unit("cdu-1", Layer.COOLING, 0, 1).downAlready()).isFalse();
    }

    @Test
    void aLoopOfWhichNobodyKnowsMayBeLostWithEachUnitThatIsNotDown() {
        assertThat(cdus(Double.NaN, Double.NaN, 8).units())
                .containsExactly(
                        unit("pdu-1", Layer.POWER, 12, 0),
                        unit("cdu-1", Layer.COOLING, 0, 12),
                        unit("cdu-2", Layer.COOLING, 0, 12),
                        unit("cdu-3", Layer.COOLING, 0, 12));
        assertThat(units()).hasSize(4);
        assertThat(new HeadroomTest().cdus(0, Double.NaN, 8).units())
                .as("the last two that may run: either takes it, if it is up at all")
                .containsExactly(
                        unit("pdu-1", Layer.POWER, 12, 0),
                        unit("cdu-2", Layer.COOLING, 12, 0),
                        unit("cdu-3", Layer.COOLING, 12, 0));
    }

    @Test
    void aListCutShortStillTellsOfBothLayersAndOfWhatIsDown() {
        List<Headroom.Unit> units = new ArrayList<>();
        for (int pdu = 1; pdu <= 20; pdu++) {
            units.add(unit("pdu-" + pdu, Layer.POWER, 1000 + pdu, 0));
        }
        units.addAll(List.of(
                unit("pdu-21", Layer.POWER, 0, 0),
                unit("cdu-1", Layer.COOLING, 2, 3),
                unit("cdu-1", Layer.COOLING, 5, 0),
                unit("cdu-2", Layer.COOLING, 6, 0),
                unit("loop-1", Layer.COOLING, 0, 0)));
        assertThat(Headroom.sum(units))
                .hasSize(24)
                .startsWith(
                        unit("pdu-20", Layer.POWER, 1020, 0),
                        unit("cdu-1", Layer.COOLING, 7, 3),
                        unit("pdu-21", Layer.POWER, 0, 0),
                        unit("loop-1", Layer.COOLING, 0, 0),
                        unit("pdu-19", Layer.POWER, 1019, 0))
                .endsWith(unit("cdu-2", Layer.COOLING, 6, 0));
    }

    @Test
    void aListCutShortTellsOfTheUnitThatTakesMostFirmPowerThoughItTakesNoGpu() {
        List<Headroom.Unit> units = new ArrayList<>();
        for (int pdu = 1; pdu <= 20; pdu++) {
            units.add(unit("pdu-" + pdu, Layer.POWER, 1000 + pdu, 0));
        }
        Headroom.Watts some = new Headroom.Watts(100, 900);
        Headroom.Watts more = new Headroom.Watts(200, 300);
        units.add(new Headroom.Unit(new AssetId("ups-1"), Layer.POWER, 0, 0, some));
        units.add(new Headroom.Unit(new AssetId("ups-2"), Layer.POWER, 0, 0, more));
        units.add(new Headroom.Unit(new AssetId("ups-2"), Layer.POWER, 0, 0, some));
        assertThat(Headroom.sum(units))
                .hasSize(22)
                .startsWith(
                        unit("pdu-20", Layer.POWER, 1020, 0),
                        new Headroom.Unit(new AssetId("ups-2"), Layer.POWER, 0, 0, new Headroom.Watts(300, 1200)),
                        unit("pdu-19", Layer.POWER, 1019, 0))
                .endsWith(new Headroom.Unit(new AssetId("ups-1"), Layer.POWER, 0, 0, some));
    }
}
