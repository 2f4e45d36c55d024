/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Teller;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessesTest {

    private static final NodeId N1 = Sites.node(1);
    private static final NodeId N2 = Sites.node(2);
    private static final AssetId A = new AssetId("pdu-a");
    private static final AssetId B = new AssetId("pdu-b");
    private static final AssetId LEAF = new AssetId("leaf-1");
    private static final Duration HOLD = Duration.ofSeconds(30);

    private static final WitnessRule TWO_SUPPLIES =
            new WitnessRule(Set.of(N1), List.of(outlet(A), outlet(B)), List.of(port("eth1"), port("eth2")), HOLD);

    private static Outlet outlet(AssetId pdu) {
        return new Outlet(
                Optional.of(new StateRule(new PointKey(pdu, "state"), Set.of(1.0), Set.of(0.0, 2.0))),
                Optional.of(new LoadRule(new PointKey(pdu, "power"), 20)));
    }

    private static StateRule port(String name) {
        return new StateRule(new PointKey(LEAF, name), Set.of(1.0), Set.of(2.0, 7.0));
    }

    /** The rack's meter says that nothing in it draws power, and an outlet of one of its nodes that it does. */
    @Test
    void entriesOfOneNodeThatContradictEachOtherAreCountedAsLongAsBothSpeak() {
        LoadRule meter = new LoadRule(new PointKey(new AssetId("rack"), "power"), 400);
        WitnessRule rack = new WitnessRule(
                Set.of(N1, N2), List.of(new Outlet(Optional.empty(), Optional.of(meter))), List.of(), HOLD);
        WitnessRule ports = new WitnessRule(Set.of(N2), List.of(), List.of(port("eth1")), HOLD);
        WitnessRule others = new WitnessRule(Set.of(N2), List.of(), List.of(port("eth2")), HOLD);
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES, rack, ports, others));
        assertThat(witnesses.contradicting(0)).isZero();
        witnesses.hear(A, 0, List.of(value("state", "1"), value("power", "380")));
        assertThat(witnesses.contradicting(1)).isZero();
        witnesses.hear(new AssetId("rack"), 1_000, List.of(value("power", "90")));
        assertThat(witnesses.contradicting(1_000)).isEqualTo(1);
        witnesses.hear(LEAF, 2_000, List.of(value("eth1", "1"), value("eth2", "2")));
        assertThat(witnesses.contradicting(2_000)).isEqualTo(2);
        assertThat(witnesses.contradicting(30_500))
                .as("of the outlet nothing is known any more")
                .isEqualTo(1);
        witnesses.hear(new AssetId("rack"), 31_000, List.of(value("power", "9000")));
        witnesses.hear(LEAF, 31_000, List.of(value("eth1", "1"), value("eth2", "1")));
        assertThat(witnesses.contradicting(31_000)).isZero();
    }

    /** Two outlets of redundant supplies, each with state and watts; '-' is not heard of. */
    @ParameterizedTest
    @CsvSource({
        "1, 400, 1, 380, ON",
        "1, 400, 0, 0, ON",
        "0, 0, 1, 790, ON",
        "0, 0, 2, 0, OFF",
        "1, 3, 1, 4, NO_LOAD",
        "1, 3, 0, 0, NO_LOAD",
        "1, 400, -, -, ON",
        "0, 0, -, -, UNKNOWN",
        "1, 3, -, -, UNKNOWN",
        "5, -, 0, 0, UNKNOWN",
        "5, 400, 0, 0, ON",
        "1, -, 0, 0, ON",
        "-, 3, 0, 0, NO_LOAD",
        "0, 400, 0, 0, UNKNOWN",
        "0, 400, 0, 400, UNKNOWN",
        "0, 400, 1, 400, ON",
        "0, 19, 0, -, OFF"
    })
    void oneSupplyWithPowerIsPowerAndOffIsOnlyWhatAllSay(String a, String aW, String b, String bW, Witness word) {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        witnesses.hear(A, 0, List.of(value("state", a), value("power", aW)));
        List<Reading> said = witnesses.hear(B, 1, List.of(value("state", b), value("power", bW)));
        assertThat(power(said)).isEqualTo(word);
    }

    private static PointValue value(String point, String text) {
        return text.equals("-")
                ? PointValue.missing(point, QualityReason.TIMEOUT)
                : PointValue.good(point, Double.parseDouble(text));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, UP", "1, 2, UP", "7, 1, UP", "2, 7, DOWN", "2, 5, UNKNOWN", "1, 5, UP"})
    void onePortThatIsUpIsEnough(double first, double second, Port word) {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        List<Reading> said =
                witnesses.hear(LEAF, 5, List.of(PointValue.good("eth1", first), PointValue.good("eth2", second)));
        assertThat(port(said)).isEqualTo(word);
    }

    @Test
    void whatNoLongerHoldsIsNotKnown() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        assertThat(power(witnesses.hear(A, 0, List.of(value("state", "0"))))).isEqualTo(Witness.UNKNOWN);
        assertThat(power(witnesses.hear(B, 10_000, List.of(value("state", "0")))))
                .isEqualTo(Witness.OFF);
        assertThat(power(witnesses.hear(B, 30_000, List.of(value("state", "0")))))
                .isEqualTo(Witness.UNKNOWN);
    }

    @Test
    void aWordHoldsAsLongAsTheReadingsItRestsOn() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        assertThat(hold(witnesses.hear(A, 0, List.of(value("state", "1"))))).isEqualTo(HOLD);
        assertThat(hold(witnesses.hear(B, 10_000, List.of(value("state", "0")))))
                .as("the outlet that is on was read ten seconds ago")
                .isEqualTo(Duration.ofSeconds(20));
        witnesses.hear(A, 20_000, List.of(value("state", "0")));
        assertThat(hold(witnesses.hear(A, 20_000, List.of(value("power", "0")))))
                .as("off rests on both")
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aReadingThatDoesNotCountSpeaksForNobody() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        witnesses.hear(B, 0, List.of(value("state", "0")));
        PointValue doubted = PointValue.good("state", 0).flagged(Quality.SUSPECT, QualityReason.SPIKE);
        assertThat(power(witnesses.hear(A, 1, List.of(doubted)))).isEqualTo(Witness.OFF);
        PointValue bad = PointValue.good("state", 0).flagged(Quality.BAD, QualityReason.RANGE);
        assertThat(power(witnesses.hear(A, 2, List.of(bad)))).isEqualTo(Witness.UNKNOWN);
    }

    /** The meter of a rack knows when nothing runs; that something runs says nothing of one of its nodes. */
    @Test
    void aRackThatDrawsPowerSaysNothingOfOneNodeAndADarkOneSaysItOfAll() {
        Witnesses witnesses = new Witnesses(List.of(new WitnessRule(
                Set.of(N1, N2),
                List.of(new Outlet(Optional.empty(), Optional.of(new LoadRule(new PointKey(A, "power"), 500)))),
                List.of(),
                HOLD)));
        assertThat(said(witnesses.hear(A, 0, List.of(value("power", "9000")))))
                .containsExactly("n001 OUTLET UNKNOWN", "n002 OUTLET UNKNOWN");
        assertThat(said(witnesses.hear(A, 1, List.of(value("power", "40")))))
                .containsExactly("n001 OUTLET NO_LOAD", "n002 OUTLET NO_LOAD");
    }

    @Test
    void anOutletThatSeveralNodesShareIsOnForAllOfThem() {
        Witnesses witnesses =
                new Witnesses(List.of(new WitnessRule(Set.of(N1, N2), List.of(outlet(A)), List.of(), HOLD)));
        assertThat(said(witnesses.hear(A, 0, List.of(value("state", "1"), value("power", "4000")))))
                .containsExactly("n001 OUTLET ON", "n002 OUTLET ON");
        assertThat(said(witnesses.hear(A, 1, List.of(value("state", "1"), value("power", "4")))))
                .containsExactly("n001 OUTLET NO_LOAD", "n002 OUTLET NO_LOAD");
    }

    /** A rack's meter and a node's own outlets: of the two the stronger word counts. */
    @Test
    void aNodeMayHaveItsOutletsAndItsRacksMeter() {
        Witnesses witnesses = new Witnesses(List.of(
                new WitnessRule(Set.of(N1), List.of(outlet(A)), List.of(), HOLD),
                new WitnessRule(
                        Set.of(N1, N2),
                        List.of(new Outlet(Optional.empty(), Optional.of(new LoadRule(new PointKey(B, "power"), 500)))),
                        List.of(),
                        HOLD)));
        witnesses.hear(B, 0, List.of(value("power", "9000")));
        assertThat(power(witnesses.hear(A, 1, List.of(value("state", "0"))))).isEqualTo(Witness.OFF);
        assertThat(power(witnesses.hear(A, 2, List.of(value("state", "1"))))).isEqualTo(Witness.ON);
        assertThat(said(witnesses.hear(B, 3, List.of(value("power", "0")))))
                .containsExactly("n001 OUTLET NO_LOAD", "n002 OUTLET NO_LOAD");
    }

    @Test
    void oldReadingsAndForeignOnesAreNoNews() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        assertThat(witnesses.hear(A, 5, List.of(value("state", "1")))).hasSize(2);
        assertThat(witnesses.hear(A, 5, List.of(value("state", "0")))).isEmpty();
        assertThat(witnesses.hear(A, 4, List.of(value("state", "0")))).isEmpty();
        assertThat(witnesses.hear(A, 6, List.of(value("voltage", "230")))).isEmpty();
        assertThat(witnesses.hear(LEAF, 6, List.of(value("eth9", "1")))).isEmpty();
        assertThat(witnesses.hear(
                        List.of(new Reachability(N1, 7, Reachability.Reach.TIMEOUT, Witness.UNKNOWN, Port.UNKNOWN))))
                .isEmpty();
    }

    /** Two PDUs are read at times of their own; the inventory takes what is said of a node in the order of time. */
    @Test
    void whatIsSaidOfANodeIsAlwaysLaterThanWhatWasSaidBefore() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        long first = witnesses.hear(A, 100, List.of(value("state", "1"))).get(0).ts();
        long second = witnesses
                .hear(List.of(new PlantReading(B, 60, value("state", "0"))))
                .get(0)
                .ts();
        assertThat(first).isEqualTo(100);
        assertThat(second).isEqualTo(101);
    }

    @Test
    void afterAReloadWhatWasHeardStillCountsWhereItIsStillListenedTo() {
        Witnesses witnesses = new Witnesses(List.of(TWO_SUPPLIES));
        witnesses.hear(A, 0, List.of(value("state", "0")));
        witnesses.exchange(List.of(TWO_SUPPLIES));
        assertThat(power(witnesses.hear(B, 1, List.of(value("state", "0"))))).isEqualTo(Witness.OFF);
        witnesses.exchange(List.of());
        assertThat(witnesses.hear(B, 2, List.of(value("state", "0")))).isEmpty();
    }

    @Test
    void rulesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new LoadRule(new PointKey(A, "power"), 0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> new StateRule(new PointKey(A, "state"), Set.of(1.0), Set.of(1.0, 2.0)))
                .hasMessageContaining("1.0");
        assertThatThrownBy(() -> new Outlet(Optional.empty(), Optional.empty())).hasMessageContaining("outlet");
    }

    private static Witness power(List<Reading> said) {
        return of(said, Teller.OUTLET).witness();
    }

    private static Port port(List<Reading> said) {
        return of(said, Teller.SWITCH).port();
    }

    private static Duration hold(List<Reading> said) {
        return of(said, Teller.OUTLET).hold();
    }

    private static Reachability of(List<Reading> said, Teller teller) {
        return said.stream()
                .map(Reachability.class::cast)
                .filter(one -> one.teller() == teller && one.node().equals(N1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> said(List<Reading> said) {
        return said.stream()
                .map(Reachability.class::cast)
                .map(one -> one.node() + " " + one.teller() + " " + one.witness())
                .toList();
    }
}
