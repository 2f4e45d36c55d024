/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.at;
import static io.nameplate.collectors.inventory.Play.gpu;
import static io.nameplate.collectors.inventory.Play.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of GPU readings on its way into the frames. */
class FlaggedFramesTest {

    private static final NodeId N1 = node(1);
    private static final ValueFlag BAD = new ValueFlag(Of.SM_CLOCK, Quality.BAD, QualityReason.UNIT_CONTRADICTED, 1e9);
    private static final ValueFlag LATE = new ValueFlag(Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, 7);

    private final Play play = new Play(Sites.small(1, 1, 1));

    private static NodeReading flagged(double second, List<ValueFlag> ofNode, List<ValueFlag> ofSecondGpu) {
        List<GpuReading> gpus = List.of(gpu("a", 0, 970, 0), gpu("b", 1, 970, 0).flagged(ofSecondGpu));
        return new NodeReading(N1, at(second), at(second) + 40, "boot-1", 2, gpus, ofNode);
    }

    private Frames slot(long second) {
        return play.frames().stream()
                .filter(frames -> frames.firstSlot() == Play.T0 + second)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReadingsTimesAndFlagsStandBesideItsValues() {
        play.begin(0)
                .see(flagged(-0.3, List.of(LATE), List.of(BAD)))
                .see(healthy(N1, 0.7))
                .advance(8);
        Frames frames = slot(0);
        assertThat(frames.tsMillis(0)).isEqualTo(at(-0.3));
        assertThat(frames.receivedMillis(0)).isEqualTo(at(-0.3) + 40);
        assertThat(frames.flags())
                .containsExactly(new Frames.Flag(0, Frames.WHOLE_NODE, LATE), new Frames.Flag(0, 1, BAD));
        assertThat(frames.value(Column.UTIL, 0, 1)).isEqualTo(970);
        assertThat(slot(1).flags()).as("the next reading is as it should be").isEmpty();
        assertThat(slot(1).receivedMillis(0)).as("nobody said it").isEqualTo(Frames.BLANK);
        assertThat(slot(2).absentCode(0)).as("nothing is in force").isNotZero();
        assertThat(slot(2).tsMillis(0)).isEqualTo(Frames.BLANK);
    }

    @Test
    void aGpuIsFlaggedWhereItStandsInTheFrame() {
        GpuReading second = gpu("b", 1, 970, 0).flagged(List.of(BAD));
        play.begin(0)
                .see(new NodeReading(N1, at(0), at(0), "", 2, List.of(second, gpu("a", 0, 970, 0)), List.of()))
                .advance(8);
        assertThat(slot(0).flags()).containsExactly(new Frames.Flag(0, 1, BAD));
    }

    /** However much is wrong with a node, its part of a record stays short. */
    @Test
    void aSourceThatFlagsEverythingMakesNoLongRecord() {
        List<ValueFlag> all = Collections.nCopies(10_000, BAD);
        play.begin(0).see(flagged(0, all, all)).see(healthy(N1, 1)).advance(8);
        assertThat(slot(0).flags()).hasSize(Frames.FLAGS_OF_A_NODE);
        Draft longest = play.drafts.stream()
                .max((a, b) -> Integer.compare(a.body().length, b.body().length))
                .orElseThrow();
        assertThat(longest.body().length).isLessThan(500);
    }

    /** What is saved are the values; when they were received, and what was said of them, is known until a restart. */
    @Test
    void afterARestartTheReadingInForceIsStatedWithWhatWasSavedOfIt() {
        play.begin(0).see(flagged(0.5, List.of(LATE), List.of(BAD)));
        byte[] saved = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(saved, Numbered.records(play.drafts))).isEmpty();
        play.advance(8);
        Frames frames = slot(1);
        assertThat(frames.value(Column.UTIL, 0, 1)).isEqualTo(970);
        assertThat(frames.tsMillis(0)).isEqualTo(at(0.5));
        assertThat(frames.receivedMillis(0)).isEqualTo(Frames.BLANK);
        assertThat(frames.flags()).isEmpty();
    }
}
