/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.T0;
import static io.nameplate.collectors.inventory.Play.at;
import static io.nameplate.collectors.inventory.Play.gpu;
import static io.nameplate.collectors.inventory.Play.healthy;
import static io.nameplate.collectors.inventory.Play.plant;
import static io.nameplate.collectors.inventory.Play.reach;
import static io.nameplate.collectors.inventory.Play.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryTest {

    private static final NodeId N1 = node(1);
    private static final NodeId N2 = node(2);
    private static final String WORKING = "data of 2 util 970 util 970";

    private final Play play = new Play(Sites.small(2, 1, 1));

    @Test
    void aSlotClosesWhenEveryNodeIsDecided() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0)).see(healthy(N1, 1));
        assertThat(play.drafts).isEmpty();
        play.see(healthy(N2, 1));
        assertThat(play.stated(N1, 0)).isEqualTo(WORKING);
        assertThat(play.stated(N2, 0)).isEqualTo(WORKING);
        assertThat(play.inventory.through()).isEqualTo(T0 + 1);
        assertThat(play.last().orElseThrow().through()).isEqualTo(T0 + 1);
    }

    @Test
    void aSilentNodeIsAbsentOnceNothingCanChangeIt() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        for (int second = 1; second <= 4; second++) {
            play.see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 0)).isEqualTo(WORKING);
        assertThat(play.stated(N2, 1)).isEqualTo("absent STALE_SOURCE UNKNOWN UNKNOWN since 1");
        assertThat(play.stated(N2, 2)).isEqualTo("absent STALE_SOURCE UNKNOWN UNKNOWN since 1");
        assertThat(play.stated(N2, 3)).isEqualTo("absent STALE_SOURCE UNKNOWN UNKNOWN since 1");
        assertThat(play.stated(N2, 4)).isEqualTo("nothing");
        assertThat(play.inventory.absentNodes()).isEqualTo(1);
    }

    @Test
    void aReadingMissedOnceLeavesNoHole() {
        play.begin(0)
                .see(healthy(N1, 0))
                .see(healthy(N2, 0))
                .see(healthy(N1, 1))
                .see(healthy(N1, 2));
        play.see(healthy(N2, 2)).see(healthy(N1, 3)).see(healthy(N2, 3));
        assertThat(play.stated(N2, 1)).isEqualTo(WORKING);
    }

    @Test
    void anAbsenceSaysWhatOthersSawOfTheNode() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        for (int second = 1; second <= 4; second++) {
            play.see(reach(N2, second, Reach.TIMEOUT, Witness.OFF, Port.DOWN)).see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 1)).isEqualTo("absent TIMEOUT OFF DOWN since 1");
    }

    @Test
    void aReachableNodeWithASilentSourceIsStale() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        for (int second = 1; second <= 4; second++) {
            play.see(reach(N2, second, Reach.OK, Witness.ON, Port.UP)).see(healthy(N1, second));
        }
        assertThat(play.stated(N2, 1)).isEqualTo("absent STALE_SOURCE ON UP since 1");
    }

    @Test
    void aNodeThatReturnsWithAnotherBootWasGoneForTheWholeEpisode() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        for (int second = 1; second <= 5; second++) {
            Witness witness = second < 3 ? Witness.OFF : Witness.ON;
            play.see(healthy(N1, second)).see(reach(N2, second, Reach.TIMEOUT, witness, Port.UNKNOWN));
        }
        play.see(healthy(N1, 6)).see(reading(N2, 6, "boot-2", gpu("a", 0, 0, 0), gpu("b", 1, 0, 0)));
        play.see(healthy(N1, 7)).see(reading(N2, 7, "boot-2", gpu("a", 0, 0, 0), gpu("b", 1, 0, 0)));
        assertThat(play.stated(N2, 1))
                .isEqualTo("absent TIMEOUT OFF UNKNOWN since 1 then absent TIMEOUT OFF UNKNOWN since 1 rebooted");
        assertThat(play.stated(N2, 5))
                .isEqualTo("absent TIMEOUT ON UNKNOWN since 1 then absent TIMEOUT OFF UNKNOWN since 1 rebooted");
        assertThat(play.stated(N2, 6)).isEqualTo("data of 2 util 0 util 0");
        assertThat(play.frames().stream()
                        .filter(frames -> frames.slotCount() == 5)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aNodeThatReturnsWithTheSameBootWasOnlySilent() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0));
        for (int second = 1; second <= 5; second++) {
            play.see(healthy(N1, second));
        }
        play.see(healthy(N2, 6)).see(healthy(N1, 6)).see(healthy(N1, 7)).see(healthy(N2, 7));
        assertThat(play.stated().values()).noneMatch(word -> word.contains("rebooted"));
        assertThat(play.stated(N2, 6)).isEqualTo(WORKING);
    }

    @Test
    void aConditionStaysInTheFrameOfAGpuThatIsMissing() {
        play.begin(0).see(healthy(N2, 0)).see(healthy(N1, 0));
        play.see(reading(N1, 1, "boot-1", gpu("a-" + N1, 0, 970, 0), gpu("b-" + N1, 1, 0, 79)))
                .see(healthy(N2, 1));
        play.see(reading(N1, 2, "boot-1", gpu("a-" + N1, 0, 970, 0))).see(healthy(N2, 2));
        play.see(healthy(N2, 3)).see(reading(N1, 3, "boot-1", gpu("a-" + N1, 0, 970, 0)));
        assertThat(play.stated(N1, 1)).isEqualTo("data of 2 util 970 util 0 condition 79");
        assertThat(play.stated(N1, 2)).isEqualTo("data of 1 util 970 missing condition 79");
    }

    @Test
    void aUuidWithoutIndexKeepsThePlaceItWasFirstSeenIn() {
        play.begin(0).see(healthy(N2, 0)).see(reading(N1, 0, "b", gpu("x", -1, 100, 0), gpu("y", -1, 200, 0)));
        play.see(healthy(N2, 1)).see(reading(N1, 1, "b", gpu("y", -1, 200, 0), gpu("x", -1, 100, 0)));
        play.see(healthy(N2, 2)).see(reading(N1, 2, "b", gpu("y", -1, 200, 0), gpu("z", -1, 300, 0)));
        play.see(healthy(N2, 3)).see(reading(N1, 3, "c", gpu("y", -1, 200, 0), gpu("z", -1, 300, 0)));
        play.see(healthy(N2, 4)).see(reading(N1, 4, "c", gpu("y", -1, 200, 0), gpu("z", -1, 300, 0)));
        assertThat(play.stated(N1, 1)).isEqualTo("data of 2 util 100 util 200");
        assertThat(play.stated(N1, 2)).isEqualTo("data of 2 missing util 200");
        assertThat(play.stated(N1, 3)).isEqualTo("data of 2 util 300 util 200");
        assertThat(play.refused).containsEntry(Refusal.EXTRA_GPU, 1);
    }

    @Test
    void whatCannotBeUsedIsCountedByItsReason() {
        play.begin(0).see(healthy(N1, 1)).see(healthy(N1, 1)).see(healthy(N1, 0.5));
        play.see(healthy(new NodeId("elsewhere"), 1)).see(healthy(new NodeId("m001"), 1));
        play.see(plant("pdu-2", 1, 230)).see(plant("pdu-9", 1, 230));
        play.see(reading(N2, 0.5, "b", gpu("a", 0, 1, 0), gpu("c", 0, 1, 0), gpu("b", 7, 1, 0)));
        play.advance(5);
        assertThat(play.refused)
                .containsEntry(Refusal.DUPLICATE, 1)
                .containsEntry(Refusal.OUT_OF_ORDER, 1)
                .containsEntry(Refusal.UNKNOWN_NODE, 1)
                .containsEntry(Refusal.UNKNOWN_ASSET, 1)
                .containsEntry(Refusal.NOT_OURS, 2)
                .containsEntry(Refusal.EXTRA_GPU, 1)
                .containsEntry(Refusal.DUPLICATE_GPU, 1);
    }

    @Test
    void plantReadingsComeBeforeTheSlotThatTheyComplete() {
        play.begin(0).see(healthy(N1, 0)).see(healthy(N2, 0)).see(plant("pdu-1", 0, 231));
        play.see(plant("pdu-1", 0.5, 232)).see(healthy(N1, 1)).see(healthy(N2, 1));
        assertThat(play.drafts).extracting(Draft::kind).containsExactly(UpRecord.Kind.PLANT, UpRecord.Kind.FRAMES);
        assertThat(PlantReadings.parse(play.drafts.get(0).body()).readings())
                .extracting(PlantReadings.Reading::value)
                .containsExactly(231.0, 232.0);
        assertThat(play.drafts.get(0).through()).isEqualTo(T0);
        assertThat(play.drafts.get(1).through()).isEqualTo(T0 + 1);
    }

    @Test
    void throughDoesNotRunAheadOfThePlantInALongSlot() {
        Play long10 = new Play(Sites.small(1, 10, 1));
        long10.begin(0);
        for (int second = 0; second <= 9; second++) {
            long10.see(healthy(N1, second));
        }
        assertThat(long10.stated(N1, 0)).isEqualTo(WORKING);
        assertThat(long10.inventory.through()).isEqualTo(T0);
        long10.see(plant("pdu-1", 9.5, 230)).see(healthy(N1, 10)).see(healthy(N1, 11));
        assertThat(long10.inventory.through()).isEqualTo(T0 + 10);
    }

    @Test
    void aBatchHoldsAtMostItsNumberOfNodes() {
        Play many = new Play(Sites.small(5, 1, 1));
        many.inventory = many.fresh(2);
        many.begin(0);
        for (int second = 0; second <= 1; second++) {
            for (int i = 1; i <= 5; i++) {
                many.see(healthy(node(i), second));
            }
        }
        assertThat(many.frames()).extracting(frames -> frames.nodeCount()).containsExactly(2, 2, 1);
        assertThat(many.drafts).extracting(Draft::through).containsExactly(T0, T0, T0 + 1);
    }

    @Test
    void finishingClosesEverySlotThatBeganAndSaysSo() {
        play.begin(0);
        for (int second = 0; second <= 3; second++) {
            play.see(healthy(N1, second)).see(healthy(N2, second));
        }
        play.inventory.finish(at(3));
        assertThat(play.stated(N2, 3)).isEqualTo(WORKING);
        assertThat(play.last().orElseThrow().kind()).isEqualTo(UpRecord.Kind.FIN);
        assertThat(play.last().orElseThrow().through()).isEqualTo(T0 + 4);
    }

    @Test
    void slotsThatNobodyWatchedAreLeftOut() {
        play.begin(0)
                .see(healthy(N1, 0))
                .see(healthy(N2, 0))
                .see(healthy(N1, 1))
                .see(healthy(N2, 1));
        byte[] snapshot = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        play.inventory.resume(at(20));
        play.see(healthy(N1, 20.5))
                .see(healthy(N2, 20.5))
                .see(healthy(N1, 21.5))
                .see(healthy(N2, 21.5));
        assertThat(play.stated().keySet()).containsExactly("n001 0000", "n001 0021", "n002 0000", "n002 0021");
        assertThat(play.inventory.through()).isEqualTo(T0 + 21);
        play.advance(22);
        assertThat(play.inventory.through()).isEqualTo(T0 + 22);
    }

    @Test
    void aDamagedSnapshotSaysSo() {
        play.begin(0).see(healthy(N1, 0));
        byte[] snapshot = play.inventory.snapshot();
        snapshot[snapshot.length / 2] ^= 1;
        assertThat(play.fresh(64).restore(snapshot, List.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("checksum"));
    }
}
