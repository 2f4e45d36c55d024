/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which deviations are told as one. */
class SharedCauseTest {

    @Test
    void termsThatOneLossBreachesAtOneTimeAreTogether() {
        assertThat(groups(
                        deviation(1, Term.Kind.AVAILABILITY, Layer.COOLING, 0, 100, "b1"),
                        deviation(2, Term.Kind.THERMAL, Layer.COOLING, 50, null, "b1", "b2")))
                .containsExactly(List.of(1L, 2L));
    }

    @Test
    void anotherLayerAnotherBlockOrAnotherTimeIsAnotherCause() {
        assertThat(groups(
                        deviation(1, Term.Kind.AVAILABILITY, Layer.COOLING, 0, 100, "b1"),
                        deviation(2, Term.Kind.FIRM_POWER, Layer.POWER, 0, 100, "b1"),
                        deviation(3, Term.Kind.THROUGHPUT, Layer.COOLING, 0, 100, "b2"),
                        deviation(4, Term.Kind.THERMAL, Layer.COOLING, 100, 200, "b1")))
                .containsExactly(List.of(1L), List.of(2L), List.of(3L), List.of(4L));
    }

    @Test
    void aTermThatNamesNoBlockIsWithThoseOfItsLayer() {
        assertThat(groups(
                        deviation(1, Term.Kind.AVAILABILITY, Layer.COOLING, 0, 100, "b1"),
                        deviation(2, Term.Kind.THERMAL, Layer.COOLING, 0, 100)))
                .containsExactly(List.of(1L, 2L));
    }

    @Test
    void anUnknownLayerIsNoCauseToShare() {
        assertThat(groups(
                        deviation(1, Term.Kind.AVAILABILITY, Layer.UNKNOWN, 0, 100, "b1"),
                        deviation(2, Term.Kind.PUE, Layer.UNKNOWN, 0, 100)))
                .containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void whatARestatementTookAwayIsInNoGroup() {
        Deviation gone = deviation(2, Term.Kind.THERMAL, Layer.COOLING, 0, 100, "b1");
        Deviation withdrawn = new Deviation(
                gone.id(),
                gone.lease(),
                gone.term(),
                Deviation.State.WITHDRAWN,
                gone.episode(),
                Optional.empty(),
                gone.recordedAt());
        assertThat(groups(deviation(1, Term.Kind.AVAILABILITY, Layer.COOLING, 0, 100, "b1"), withdrawn))
                .containsExactly(List.of(1L));
    }

    @Test
    void whatAThirdJoinsIsTogetherInWhateverOrderItIsAsked() {
        List<Deviation> all = new ArrayList<>(List.of(
                deviation(1, Term.Kind.AVAILABILITY, Layer.COOLING, 0, 20, "b1"),
                deviation(2, Term.Kind.THROUGHPUT, Layer.COOLING, 10, 90, "b1", "b2"),
                deviation(3, Term.Kind.AVAILABILITY, Layer.COOLING, 60, 100, "b2"),
                deviation(4, Term.Kind.COVERAGE, Layer.TELEMETRY, 0, null, "b1"),
                deviation(5, Term.Kind.AVAILABILITY, Layer.COOLING, 200, null, "b2")));
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(all, new Random(i));
            assertThat(groups(all.toArray(Deviation[]::new)))
                    .as("order %d", i)
                    .containsExactly(List.of(1L, 2L, 3L), List.of(4L), List.of(5L));
        }
    }

    private static List<List<Long>> groups(Deviation... deviations) {
        return SharedCause.groups(List.of(deviations)).stream()
                .map(group ->
                        group.stream().map(deviation -> deviation.id().number()).toList())
                .toList();
    }

    private static Deviation deviation(
            long number, Term.Kind term, Layer layer, long from, Integer to, String... blocks) {
        TreeMap<BlockId, Long> lost = new TreeMap<>();
        for (String block : blocks) {
            lost.put(new BlockId(block), 1000L);
        }
        return new Deviation(
                new DeviationId(number),
                new LeaseId("acme-17"),
                term,
                to == null ? Deviation.State.OPEN : Deviation.State.CLOSED,
                new Episode(
                        from,
                        from,
                        from + 10,
                        to == null ? OptionalLong.empty() : OptionalLong.of(to),
                        2,
                        Map.of(layer, 1000L),
                        new BlockLosses(new TreeMap<>(Map.of(layer, lost))),
                        900,
                        990,
                        false),
                Optional.empty(),
                Instant.EPOCH);
    }
}
