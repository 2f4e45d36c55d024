/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.at;
import static io.nameplate.collectors.inventory.Play.gpu;
import static io.nameplate.collectors.inventory.Play.withTensor;
import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.UpRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long tensor pipes were active, counted by the slot rule and said once an interval; slots of 10 s, intervals of 60 s. */
class TensorReadingsTest {

    private static final NodeId N1 = node(1);

    private final Play play = new Play(Sites.small(1, 10, 10));

    private NodeReading busy(double second, long first, long other) {
        return Play.reading(
                N1, second, "boot-1", withTensor(gpu("a", 0, 970, 0), first), withTensor(gpu("b", 1, 970, 0), other));
    }

    private void busyFrom(int from, int to) {
        for (int second = from; second < to; second += 10) {
            play.see(busy(second, 500, 250));
        }
    }

    @Test
    void eachSlotCountsWhatIsInForceAtItsStart() {
        play.begin(0);
        play.see(busy(0, 500, 250)).see(busy(11, 100, 0)).see(busy(21, 1000, 1000));
        busyFrom(31, 72);
        assertThat(play.tensor(N1))
                .as("the slots at 0 and 10 s see the first reading, those behind the one before them")
                .containsExactly(
                        "tensor_active -0.001 0", "tensor_active 59.999 " + (2 * 7_500 + 1_000 + 20_000 + 2 * 7_500));
    }

    @Test
    void aSlotWithoutAReadingAddsNothingAndTheCounterIsSaidAllTheSame() {
        play.begin(0);
        busyFrom(0, 30);
        play.advance(200);
        assertThat(play.tensor(N1))
                .containsExactly(
                        "tensor_active -0.001 0",
                        "tensor_active 59.999 22500",
                        "tensor_active 119.999 22500",
                        "tensor_active 179.999 22500");
    }

    @Test
    void aGpuThatSaysNothingAddsNothingAndANodeThatNeverDoesPublishesNothing() {
        play.begin(0);
        for (int second = 0; second < 130; second += 10) {
            play.see(busy(second, BLANK, second < 60 ? BLANK : 400));
        }
        assertThat(play.tensor(N1)).containsExactly("tensor_active 59.999 0", "tensor_active 119.999 24000");

        Play silent = new Play(Sites.small(1, 10, 10)).begin(0);
        for (int second = 0; second < 130; second += 10) {
            silent.see(Play.healthy(N1, second));
        }
        assertThat(silent.tensor(N1)).isEmpty();
    }

    @Test
    void aRestartContinuesTheCounterAndSaysSoWhereWatchingBeginsAgain() {
        play.begin(0);
        busyFrom(0, 100);
        byte[] snapshot = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        play.inventory.resume(at(133));
        busyFrom(140, 200);
        assertThat(play.tensor(N1))
                .as("the slot at 90 s was not decided, nobody watched until 150 s; three slots follow the nine")
                .containsExactly(
                        "tensor_active -0.001 0",
                        "tensor_active 59.999 45000",
                        "tensor_active 149.999 67500",
                        "tensor_active 179.999 90000");
    }

    /** Killed between a record and the state after it: how much that slot was is not known, so nobody may think it was 0. */
    @Test
    void whatTheSavedStateDidNotCountIsSeenAsAReset() {
        play.begin(0);
        busyFrom(0, 80);
        byte[] snapshot = play.inventory.snapshot();
        int appended = play.drafts.size();
        busyFrom(80, 100);
        List<UpRecord> later = Numbered.records(play.drafts.subList(appended, play.drafts.size()));
        assertThat(later).isNotEmpty();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, later)).isEmpty();
        play.inventory.resume(at(125));
        busyFrom(130, 200);
        assertThat(play.tensor(N1))
                .containsExactly(
                        "tensor_active -0.001 0",
                        "tensor_active 59.999 45000",
                        "tensor_active 139.999 0",
                        "tensor_active 179.999 30000");
    }
}
