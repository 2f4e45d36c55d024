/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static io.nameplate.model.evidence.PlantState.DOWN;
import static io.nameplate.model.evidence.PlantState.UNKNOWN;
import static io.nameplate.model.evidence.PlantState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlantTimelineTest {

    private static final Registry REGISTRY = RegistryReader.read(List.of(new Document("plant.yaml", """
                            site: {site: s, zone: UTC}
                            halls: [h1]
                            collectors: [{collector: c1, halls: [h1]}]
                            assets:
                              - {asset: a, kind: cdu, collector: c1, hold: 3s, up: [{point: flow, min: 1}, {point: temp, max: 40}]}
                              - {asset: b, kind: cdu, collector: c1, hold: 210s, up: [{point: flow, min: 1}]}
                              - {asset: c, kind: cdu, collector: c1, hold: 3s, up: [{point: flow, min: 1}]}
                            groups: [{group: g, needs: 2, of: [a, b, c]}, {group: outer, needs: 1, of: [g]}]
                            """)), 1);

    private final PlantTimeline plant = new PlantTimeline();

    private PlantState state(String id, long at) {
        return plant.state(REGISTRY, new GroupId(id), at);
    }

    private void flow(String asset, long ts, double value) {
        plant.merge(asset, "flow", ts, value);
    }

    @Test
    void aReadingHoldsUntilTheNextOneOrItsHold() {
        flow("c", 1000, 5);
        assertThat(state("c", 999)).isEqualTo(UNKNOWN);
        assertThat(state("c", 1000)).isEqualTo(UP);
        assertThat(state("c", 3999)).isEqualTo(UP);
        assertThat(state("c", 4000)).isEqualTo(UNKNOWN);
        flow("c", 2000, 0);
        assertThat(state("c", 1999)).isEqualTo(UP);
        assertThat(state("c", 2000)).isEqualTo(DOWN);
    }

    @Test
    void eachPointHasItsOwnHold() {
        flow("b", 0, 5);
        flow("c", 0, 5);
        assertThat(state("b", 200_000)).isEqualTo(UP);
        assertThat(state("c", 200_000)).isEqualTo(UNKNOWN);
        assertThat(PlantTimeline.lookbackMillis(REGISTRY)).isEqualTo(210_000);
    }

    @Test
    void aBadReadingEndsWhatWasInForce() {
        flow("c", 0, 5);
        flow("c", 1000, Double.NaN);
        assertThat(state("c", 1000)).isEqualTo(UNKNOWN);
    }

    @Test
    void twoValuesOfOneInstantAreUnknownWhateverTheirOrder() {
        flow("c", 0, 5);
        flow("c", 0, 7);
        flow("c", 0, 7);
        assertThat(state("c", 0)).isEqualTo(UNKNOWN);
        PlantTimeline other = new PlantTimeline();
        other.merge("c", "flow", 0, 7);
        other.merge("c", "flow", 0, 5);
        assertThat(other.toBytes()).isEqualTo(plant.toBytes());
    }

    @Test
    void anAssetIsUpWhenAllRulesHoldAndDownWhenOneSurelyFails() {
        plant.merge("a", "temp", 0, 30);
        assertThat(state("a", 0)).isEqualTo(UNKNOWN);
        flow("a", 0, 5);
        assertThat(state("a", 0)).isEqualTo(UP);
        plant.merge("a", "temp", 1000, 41);
        assertThat(state("a", 1000)).isEqualTo(DOWN);
        flow("a", 1000, Double.NaN);
        assertThat(state("a", 1000)).as("one failed rule is enough").isEqualTo(DOWN);
    }

    @Test
    void aGroupIsUpWhenEnoughSurelyAreAndDownWhenTooFewCanBe() {
        plant.merge("a", "temp", 0, 30);
        flow("a", 0, 5);
        assertThat(state("g", 0)).as("one up, two unknown").isEqualTo(UNKNOWN);
        flow("b", 0, 5);
        assertThat(state("g", 0)).as("two up, one unknown").isEqualTo(UP);
        flow("c", 1000, 0);
        assertThat(state("outer", 1000)).as("two up, one down").isEqualTo(UP);
        flow("b", 1000, 0);
        assertThat(state("g", 1000)).as("one up, two down").isEqualTo(DOWN);
        assertThat(state("outer", 1000)).isEqualTo(DOWN);
    }

    @Test
    void whatTheRegistryDoesNotKnowIsUnknown() {
        flow("x", 0, 5);
        assertThat(state("x", 0)).isEqualTo(UNKNOWN);
    }

    @Test
    void aSliceHoldsWhatDecidesInsideIt() {
        for (int second = 0; second < 100; second++) {
            flow("c", second * 1000L, second % 7);
        }
        PlantTimeline slice =
                PlantTimeline.fromBytes(plant.slice(50_000 - PlantTimeline.lookbackMillis(REGISTRY), 60_000)
                        .toBytes());
        for (long at = 50_000; at < 60_000; at += 500) {
            assertThat(slice.state(REGISTRY, new GroupId("c"), at)).isEqualTo(state("c", at));
        }
        assertThat(plant.slice(200_000, 300_000).isEmpty()).isTrue();
    }

    /** Counters of many nodes are kept in columns: they must be what as many steps would be. */
    @Test
    void columnsSayWhatStepsWouldInAnyOrderAndForm() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            List<PlantTimeline> columns =
                    List.of(new PlantTimeline(), new PlantTimeline(), new PlantTimeline(), new PlantTimeline());
            PlantTimeline steps = new PlantTimeline();
            PlantTimeline inOrder = new PlantTimeline();
            for (int i = random.nextInt(60); i > 0; i--) {
                String node = "h1-n" + random.nextInt(12);
                long ts = 59_999 + 60_000L * random.nextInt(4);
                double value = switch (random.nextInt(8)) {
                    case 0 -> Double.NaN;
                    case 1 -> -1;
                    case 2 -> 0.5;
                    case 3 -> (1L << 53) - 1;
                    default -> random.nextInt(3);
                };
                steps.merge(node, "other", ts, value);
                inOrder.merge(node, "tensor_active", ts, value);
                for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                    columns.get(random.nextInt(4)).merge(node, "tensor_active", ts, value);
                }
            }
            PlantTimeline merged = new PlantTimeline();
            for (PlantTimeline part : columns) {
                merged.merge(random.nextBoolean() ? PlantTimeline.fromBytes(part.toBytes()) : part);
            }
            assertThat(merged.toBytes()).as("seed %d", seed).isEqualTo(inOrder.toBytes());
            assertThat(PlantTimeline.fromBytes(merged.toBytes()).toBytes()).isEqualTo(merged.toBytes());
            assertThat(merged.isEmpty()).isEqualTo(steps.isEmpty());
            assertThat(merged.slice(100_000, 200_000).toBytes())
                    .isEqualTo(inOrder.slice(100_000, 200_000).toBytes());
            for (int node = 0; node < 12; node++) {
                String id = "h1-n" + node;
                List<String> expected = new ArrayList<>();
                List<String> found = new ArrayList<>();
                steps.visit(id, "other", 60_000, 130_000, 240_000, (ts, bits) -> expected.add(ts + " " + bits));
                merged.visit(id, "tensor_active", 60_000, 130_000, 240_000, (ts, bits) -> found.add(ts + " " + bits));
                assertThat(found).as("seed %d, %s", seed, id).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSitesCountersTakeAFewBytesANodeAndNoneWhereThereAreNone() {
        PlantTimeline without = new PlantTimeline();
        without.merge("pdu", "voltage", 0, 230);
        assertThat(without.toBytes()[0]).as("the form of before").isEqualTo((byte) 1);
        PlantTimeline site = new PlantTimeline();
        for (int node = 0; node < 27_500; node++) {
            String id = "h1-n%05d".formatted(node);
            site.merge(id, "tensor_active", 1_780_315_199_999L, 1_000_000_000L + node * 7919L);
            site.merge(id, "tensor_active", 1_780_315_259_999L, 1_000_000_000L + node * 7919L + 250_000);
        }
        assertThat(site.toBytes().length).isLessThan(27_500 * 14);
    }
}
