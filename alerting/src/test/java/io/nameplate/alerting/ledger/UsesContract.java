/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.results.Basis;
import io.nameplate.alerting.ledger.results.Recount;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.results.UseSum;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.MissingCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the ledger promises of the sums by quarter-hour. */
abstract class UsesContract extends LedgerWorld {

    @Test
    void theUseIsWhatTheLatestSettledRevisionsComeToByQuarterHour() {
        take(5, settled(0, 1, 9000), measured(settled(89, 2, 1000), 5_000, 1), provisional(3, 3, 70_000));
        take(5, measured(settled(90, 4, 500), 7_000, 0));
        UseSum first = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(first.hours().basis()).isEqualTo(new Basis(2, 0, 0, Optional.of(Sample.interval(90))));
        assertThat(first.hours().contracted()).isEqualTo(2 * Sample.CONTRACTED);
        assertThat(first.hours().losses()).containsExactly(entry(Layer.COOLING, 10_000L));
        assertThat(first.utilizedOfContractedPerMille()).hasValue(999);
        assertThat(first.utilizedOfDeliveredPerMille()).hasValue(1000);
        assertThat(first.energy()).contains(new UseSum.Energy(1, 1, 5_000));
        assertThat(first.pue()).contains(new UseSum.Pue(1, 6_000, 5_000));
        assertThat(uses.ofBlocks(LEASE, LINE, stretch(0, 90))
                        .get(new BlockId("b1"))
                        .hours()
                        .of(State.UNCOOLED))
                .isEqualTo(10_000);

        take(5, settled(0, 5, 0), measured(settled(89, 6, 3000), 5_500, 0));
        UseSum both = uses.ofLine(LEASE, LINE, stretch(0, 91));
        assertThat(both.hours().basis()).isEqualTo(new Basis(3, 2, 0, Optional.of(Sample.interval(91))));
        assertThat(both.hours().losses()).containsExactly(entry(Layer.COOLING, 3_500L));
        assertThat(both.energy()).contains(new UseSum.Energy(2, 0, 12_500));
        assertThat(both.pue())
                .as("no interval has both energies without a hole")
                .isEmpty();
        assertThat(both.plus(first).hours().basis().asOf()).contains(Sample.interval(90));
        assertThat(uses.ofLine(LEASE, LINE, stretch(180, 270))).isEqualTo(UseSum.NONE);
    }

    @Test
    void theUseFollowsWhatIsSaidBesideAContentThoughThatMakesNoRevision() {
        take(5, used(settled(0, 1, 1000), 400, 7_000, 3_600));
        UseSum first = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(first.work()).contains(new UseSum.Work(1, 1, 0, 400, 0));
        assertThat(first.tensor()).contains(new UseSum.Tensor(1, 1, 7_000, 9_000));
        assertThat(first.perToken()).contains(new UseSum.PerToken(1, 3_600, 400));
        assertThat(first.energy()).contains(new UseSum.Energy(1, 1, 3_600));
        assertThat(blocks().of(State.UTILIZED)).isEqualTo(Sample.CONTRACTED - 1000);

        assertThat(take(5, used(settled(0, 2, 1000), 500, 7_000, 3_600))).isEqualTo(counts(0, 1));
        take(5, settled(0, 3, 1000));
        UseSum second = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(second.work()).as("what is not said again stands").contains(new UseSum.Work(1, 1, 0, 500, 0));
        assertThat(second.hours()).isEqualTo(first.hours());
        assertThat(revisions(0)).hasSize(1);
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .beside()
                        .json())
                .contains("\"generation_tokens\":500");

        take(5, settled(0, 4, 0));
        UseSum third = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(third.work()).as("another content says its own").isEmpty();
        assertThat(blocks().of(State.UTILIZED)).isZero();
    }

    @Test
    void whatWasSettledBeforeThereWereSumsIsCountedOnce() {
        take(
                5,
                used(settled(0, 1, 1000), 400, 7_000, 3_600),
                unmeasured(1, 2, 1000, Map.of("wan", 600, "device", 400)),
                settled(95, 3, 500),
                provisional(96, 4, 0));
        UseSum before = uses.ofLine(LEASE, LINE, stretch(0, 180));
        asIfNothingWereCounted();
        assertThat(uses.ofLine(LEASE, LINE, stretch(0, 180))).isEqualTo(UseSum.NONE);
        take(5, settled(95, 5, 700));
        Recount recount = new Recount(database, reader);
        assertThat(recount.isDone()).isFalse();
        assertThat(recount.run()).as("one came by itself").isEqualTo(2);
        assertThat(recount.isDone()).isTrue();
        assertThat(recount.run()).isZero();
        UseSum after = uses.ofLine(LEASE, LINE, stretch(0, 180));
        assertThat(after.hours()).isEqualTo(reader.totals(LEASE, LINE, Sample.START, Sample.interval(96), false));
        assertThat(after.work()).isEqualTo(before.work());
        assertThat(after.energy()).isEqualTo(before.energy());
    }

    private void asIfNothingWereCounted() {
        database.transaction(connection -> Rows.change(connection, "DELETE FROM quarter_hour")
                + Rows.change(connection, "UPDATE result_latest SET counted = FALSE"));
    }

    @Test
    void theUseSaysWhyTimeWasNotMeasuredAndFollowsABetterExplanation() {
        take(5, unmeasured(0, 1, 1000, Map.of("wan", 600, "device", 400)), settled(1, 2, 0));
        assertThat(uses.ofLine(LEASE, LINE, stretch(0, 90)).hours().missing())
                .isEqualTo(Map.of(MissingCause.WAN, 600L, MissingCause.DEVICE, 400L));
        take(5, unmeasured(0, 3, 1000, Map.of("collector", 600, "device", 400)));
        assertThat(uses.ofLine(LEASE, LINE, stretch(0, 90)).hours().missing())
                .isEqualTo(Map.of(MissingCause.COLLECTOR, 600L, MissingCause.DEVICE, 400L));
    }

    @Test
    void whatNobodySaidTheUseOfIsSaid() {
        take(5, settled(0, 1, 0), settled(80, 2, 0), used(settled(95, 3, 0), 400, 7_000, 3_600));
        assertThat(uses.ofLine(LEASE, LINE, stretch(0, 180)).untold())
                .contains(new UseSum.Untold(2, Sample.interval(90)));
        assertThat(uses.ofLine(LEASE, LINE, stretch(90, 180)).untold()).isEmpty();
    }

    private Totals blocks() {
        return uses.ofBlocks(LEASE, LINE, stretch(0, 90))
                .getOrDefault(new BlockId("b1"), UseSum.NONE)
                .hours();
    }

    private static Map<String, Object> used(Map<String, Object> result, long tokens, long tensor, long joules) {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) result.get("content");
        Object utilized = ((Map<?, ?>) content.get("states")).get("UTILIZED");
        result.put(
                "use",
                Map.of(
                        "blocks",
                        Map.of("b1", Map.of("UTILIZED", utilized)),
                        "generation_tokens",
                        tokens,
                        "tokens_exact",
                        1,
                        "tensor_active_gpu_ms",
                        tensor,
                        "tensor_metered_gpu_ms",
                        9_000,
                        "tensor_active_exact",
                        1,
                        "it_j",
                        joules,
                        "it_exact",
                        1));
        return result;
    }

    /** Statements of all kinds in any order: the quarter-hours always hold the sum of what the ledger says now. */
    @Test
    void theUseAddsUpWhateverIsRestated() {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            for (int batch = 0; batch < 8; batch++) {
                List<Map<String, Object>> said = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    int index = 85 + random.nextInt(10);
                    long lost = random.nextInt(3) * 1000L;
                    int counter = (int) seed * 10_000 + batch * 100 + i;
                    said.add(
                            random.nextInt(3) == 0 ? provisional(index, counter, lost) : settled(index, counter, lost));
                }
                results.take(5, "test", nodes(said));
            }
            Totals expected = reader.totals(LEASE, LINE, Sample.START, Sample.interval(180), false);
            Totals found = uses.ofLine(LEASE, LINE, stretch(0, 180)).hours();
            assertThat(found).as("seed " + seed).isEqualTo(expected);
        }
    }

    private static UseReader.Stretch stretch(int from, int to) {
        return UseReader.Stretch.around(Sample.interval(from), Sample.interval(to));
    }

    /** The same with energies measured: the facility took a thousand joules more. */
    private static Map<String, Object> measured(Map<String, Object> result, long itJ, long exact) {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) result.get("content");
        content.put(
                "measured",
                Map.of(
                        "energy",
                        Map.of("it_j", itJ, "exact", exact),
                        "pue",
                        Map.of("it_j", itJ, "facility_j", itJ + 1_000, "exact", exact)));
        return result;
    }

    private static Map<String, Object> provisional(int index, int counter, long lost) {
        return Sample.result(index, counter, "provisional", "UNCOOLED", lost);
    }
}
