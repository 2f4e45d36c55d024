/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.at;
import static io.nameplate.collectors.inventory.Play.healthy;
import static io.nameplate.collectors.inventory.Play.plant;
import static io.nameplate.collectors.inventory.Play.reach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reachability.Teller;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a prober, a BMC, an outlet and a switch say of a node that is silent from second 1 on. */
class TestimonyTest {

    private static final NodeId N1 = node(1);
    private static final NodeId N2 = node(2);
    private static final Duration HOLD = Duration.ofSeconds(25);

    /** The state of {@link #everyKindIsKeptApart} at second 4 as the version before wrote it: a prober's words only. */
    private static final String VERSION_3 = """
            BgLA7teH0GeIruahDQACC3BkdS0xF3ZvbHRhZ2VfbDFuwO7Xh9BnAAACBWgxiK7moQ0ECW4wMDEEDWJvb3QtMQANYS1uMDAxAAAAAAABAQANYi1uMDAx
            AAAAAAABAQAAAP///////////wEAAgDA7teH0GcIBAQKAJQP////////////Af///////////wH4HugHxAn4CggA////////////AQAADAKUD///////
            /////wH///////////8B+B7oB8QJ+AoIAP///////////wEAAAAACW4wMDIECAANYS1uMDAyAAAAAAABAQANYi1uMDAyAAAAAAABAQAAAP//////////
            /wECgq7moQ2CruahDYiu5qEND1RJTUVPVVQHT0ZGCURPV04CAICw14fQZwgEBBAAlA////////////8B////////////Afge6AfECfgKCAD/////////
            //8BAAASApQP////////////Af///////////wH4HugHxAn4CggA////////////AQAAAgDA7teH0GcUFhjfNkAx
            """;

    private final Play play = new Play(Sites.small(2, 1, 1));

    @Test
    void whoKnowsOneThingDoesNotWipeOutWhatOthersKnow() {
        begin();
        play.see(Reachability.byBmc(N2, at(1), HOLD, Witness.ON))
                .see(Reachability.byOutlet(N2, at(1.1), HOLD, Witness.ON))
                .see(Reachability.bySwitch(N2, at(1.2), HOLD, Port.UP));
        timeouts(2, 7);
        assertThat(play.stated(N2, 4)).isEqualTo("absent TIMEOUT ON UP since 1");
    }

    @Test
    void aSayingEndsWithItsHold() {
        begin();
        play.see(Reachability.byBmc(N2, at(1), Duration.ofSeconds(3), Witness.OFF));
        timeouts(2, 9);
        assertThat(play.stated(N2, 3)).isEqualTo("absent TIMEOUT OFF UNKNOWN since 1");
        assertThat(play.stated(N2, 4)).isEqualTo("absent TIMEOUT UNKNOWN UNKNOWN since 1");
    }

    @Test
    void whoSaysThatItDoesNotKnowEndsWhatItSaid() {
        begin();
        play.see(Reachability.byBmc(N2, at(1), HOLD, Witness.OFF))
                .see(Reachability.bySwitch(N2, at(1), HOLD, Port.DOWN));
        timeouts(2, 3);
        play.see(Reachability.byBmc(N2, at(3.5), HOLD, Witness.UNKNOWN))
                .see(Reachability.bySwitch(N2, at(3.6), HOLD, Port.UNKNOWN));
        timeouts(4, 8);
        assertThat(play.stated(N2, 3)).isEqualTo("absent TIMEOUT OFF DOWN since 1");
        assertThat(play.stated(N2, 4)).isEqualTo("absent TIMEOUT UNKNOWN UNKNOWN since 1");
    }

    @Test
    void aProberThatDoesNotKnowThePortLeavesItToTheSwitch() {
        begin();
        play.see(Reachability.bySwitch(N2, at(1), HOLD, Port.DOWN));
        timeouts(2, 6);
        assertThat(play.stated(N2, 3)).isEqualTo("absent TIMEOUT UNKNOWN DOWN since 1");
    }

    /** Off above no load above on above unknown, whoever says it and in whatever order. */
    @Test
    void ofTellersThatContradictEachOtherTheStrongestWordCounts() {
        for (Witness bmc : Witness.values()) {
            for (Witness outlet : Witness.values()) {
                for (Witness other : Witness.values()) {
                    Witness strongest = List.of(bmc, outlet, other).stream()
                            .max(Enum::compareTo)
                            .orElseThrow();
                    assertThat(stated(bmc, outlet, other))
                            .isEqualTo("absent STALE_SOURCE %s UNKNOWN since 1".formatted(strongest));
                }
            }
        }
    }

    private static String stated(Witness bmc, Witness outlet, Witness other) {
        Play one = new Play(Sites.small(2, 1, 1));
        one.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        one.see(Reachability.byBmc(N2, at(1), HOLD, bmc)).see(Reachability.byOutlet(N2, at(1), HOLD, outlet));
        for (int second = 1; second <= 5; second++) {
            one.see(healthy(N1, second)).see(reach(N2, second, Reach.OK, other, Port.UNKNOWN));
        }
        return one.stated(N2, 2);
    }

    @Test
    void whoContradictsWhomIsCountedByNode() {
        begin();
        play.see(Reachability.byOutlet(N1, at(1), HOLD, Witness.NO_LOAD))
                .see(Reachability.byBmc(N1, at(1.1), HOLD, Witness.OFF))
                .see(Reachability.bySwitch(N1, at(1.2), HOLD, Port.DOWN))
                .see(Reachability.byOutlet(N2, at(1.3), HOLD, Witness.OFF))
                .see(Reachability.byBmc(N2, at(1.4), HOLD, Witness.ON));
        for (int second = 1; second <= 8; second++) {
            play.see(healthy(N1, second)).see(reach(N2, second, Reach.TIMEOUT, Witness.OFF, Port.UP));
        }
        assertThat(Discord.values())
                .as("of N1 which sends readings, and of N2 which is away")
                .allSatisfy(kind -> assertThat(play.inventory.discords(kind))
                        .as(kind.label())
                        .isEqualTo(1));
        play.see(Reachability.byOutlet(N1, at(8.1), HOLD, Witness.ON))
                .see(Reachability.byBmc(N1, at(8.1), HOLD, Witness.ON))
                .see(Reachability.bySwitch(N1, at(8.1), HOLD, Port.UP))
                .see(Reachability.byOutlet(N2, at(8.1), HOLD, Witness.ON))
                .see(Reachability.byBmc(N2, at(8.1), HOLD, Witness.OFF));
        for (int second = 9; second <= 16; second++) {
            play.see(healthy(N1, second)).see(reach(N2, second, Reach.TIMEOUT, Witness.OFF, Port.UP));
        }
        assertThat(Discord.values())
                .as("off beside live outlets is standby")
                .allSatisfy(kind -> assertThat(play.inventory.discords(kind))
                        .as(kind.label())
                        .isZero());
    }

    /** A dead BMC that is asked once a minute must not hold up the hall for that long. */
    @Test
    void aSlowTellerDelaysNoSlot() {
        begin();
        play.see(Reachability.byBmc(N2, at(1), Duration.ofSeconds(150), Witness.ON));
        for (int second = 1; second <= 4; second++) {
            play.see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 3)).isEqualTo("absent STALE_SOURCE ON UNKNOWN since 1");
    }

    @Test
    void whatComesTooLateOfOneKindIsRefusedAndTheRestTaken() {
        begin();
        play.see(Reachability.bySwitch(N2, at(1.9), HOLD, Port.UP));
        play.inventory.accept(new Reachability(N2, at(1.5), Reach.TIMEOUT, Witness.OFF, Port.DOWN));
        play.inventory.accept(Reachability.bySwitch(N2, at(1.9), HOLD, Port.DOWN));
        for (int second = 2; second <= 7; second++) {
            play.see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 2)).isEqualTo("absent TIMEOUT OFF UP since 1");
        assertThat(play.stated(N2, 3)).isEqualTo("absent STALE_SOURCE UNKNOWN UP since 1");
        assertThat(play.refused).containsEntry(Refusal.OUT_OF_ORDER, 1).containsEntry(Refusal.DUPLICATE, 1);
    }

    @Test
    void everyKindIsKeptApart() {
        begin();
        timeouts(1, 3);
        play.see(Reachability.byBmc(N2, at(3.1), HOLD, Witness.ON))
                .see(Reachability.byOutlet(N2, at(3.2), HOLD, Witness.NO_LOAD))
                .see(Reachability.bySwitch(N2, at(3.3), HOLD, Port.DOWN));
        byte[] snapshot = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        timeouts(4, 8);
        assertThat(play.stated(N2, 4)).isEqualTo("absent TIMEOUT NO_LOAD DOWN since 1");
    }

    @Test
    void aSnapshotOfTheVersionBeforeIsRead() {
        byte[] snapshot = Base64.getMimeDecoder().decode(VERSION_3);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        assertThat(play.inventory.absentNodes()).isEqualTo(1);
        play.see(plant("pdu-1", 4.5, 230));
        for (int second = 5; second <= 8; second++) {
            play.see(reach(N2, second, Reach.REFUSED, Witness.ON, Port.UP)).see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 4)).isEqualTo("absent TIMEOUT OFF DOWN since 1");
        assertThat(play.stated(N2, 5)).isEqualTo("absent REFUSED ON UP since 1");
    }

    @Test
    void nobodySaysWhatIsNotTheirs() {
        assertThatThrownBy(() -> new Reachability(N1, at(0), Teller.BMC, HOLD, Reach.UNKNOWN, Witness.ON, Port.DOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BMC");
        assertThatThrownBy(() -> Reachability.bySwitch(N1, at(0), Duration.ofSeconds(-1), Port.UP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    private void begin() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
    }

    private void timeouts(int from, int to) {
        for (int second = from; second <= to; second++) {
            play.see(healthy(N1, second)).see(reach(N2, second, Reach.TIMEOUT, Witness.UNKNOWN, Port.UNKNOWN));
        }
    }
}
