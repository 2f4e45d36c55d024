/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.situation.Situations;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** In which order people are told what is wrong. */
class SituationsTest {

    private static final Lease LEASE = WordsTest.LEASE;

    /** A short breach of long ago, a warm hall, then a dead loop that three terms tell, the first of them met again. */
    private static final List<Deviation> DEVIATIONS = List.of(
            deviation(1, Term.Kind.AVAILABILITY, Layer.HARDWARE, 0, 10L, 500),
            deviation(2, Term.Kind.THERMAL, Layer.COOLING, 90, null, 100, "b9"),
            deviation(3, Term.Kind.THERMAL, Layer.COOLING, 100, null, 0, "b1"),
            deviation(4, Term.Kind.PERFORMANCE, Layer.COOLING, 110, 150L, 300, "b1"),
            deviation(5, Term.Kind.AVAILABILITY, Layer.COOLING, 120, null, 900, "b1"),
            deviation(6, Term.Kind.COVERAGE, Layer.TELEMETRY, 20, 30L, 800));

    @Test
    void theWorstCauseStandsFirstAndItsWorstDeviationLeadsIt() {
        assertThat(Situations.open(LEASE, DEVIATIONS))
                .extracting(situation -> numbers(situation.deviations()))
                .containsExactly(List.of(5L, 3L, 4L), List.of(2L));
    }

    @Test
    void theListHasTheOrderOfWhatIsOpenThenTheLatestFirst() {
        assertThat(numbers(Situations.listed(DEVIATIONS))).containsExactly(5L, 3L, 4L, 2L, 6L, 1L);
        List<Deviation> newestFirst = DEVIATIONS.stream()
                .sorted(Collections.reverseOrder(Comparator.comparing(Deviation::id)))
                .toList();
        assertThat(Situations.listed(newestFirst)).isEqualTo(Situations.listed(DEVIATIONS));
    }

    private static List<Long> numbers(List<Deviation> deviations) {
        return deviations.stream().map(deviation -> deviation.id().number()).toList();
    }

    private static Deviation deviation(
            long number, Term.Kind term, Layer layer, long from, Long to, int worstPerMille, String... blocks) {
        TreeMap<BlockId, Long> lost = new TreeMap<>();
        for (String block : blocks) {
            lost.put(new BlockId(block), 1_000L);
        }
        return new Deviation(
                new DeviationId(number),
                LEASE.lease(),
                term,
                to == null ? Deviation.State.OPEN : Deviation.State.CLOSED,
                new Episode(
                        from,
                        to == null ? 200 : to,
                        from + 20,
                        to == null ? OptionalLong.empty() : OptionalLong.of(to),
                        2,
                        Map.of(layer, 1_000L),
                        new BlockLosses(new TreeMap<>(Map.of(layer, lost))),
                        worstPerMille,
                        990,
                        false),
                Optional.empty(),
                Sample.START);
    }
}
