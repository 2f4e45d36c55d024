/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void blankIsNotZeroAndAnUnsetColumnIsBlank() {
        Frames frames = Frames.parse(new Frames.Builder(1_000_000, 10, 1, 2)
                .addNode("n1", 7, 2)
                .present(0)
                .set(Column.UTIL, 0, 0)
                .encode());

        assertThat(frames.value(Column.UTIL, 0, 0)).isZero();
        assertThat(frames.value(Column.UTIL, 0, 1)).isEqualTo(Frames.BLANK);
        assertThat(frames.value(Column.POWER, 0, 0)).isEqualTo(Frames.BLANK);
        assertThat(frames.present(0, 0)).isTrue();
        assertThat(frames.present(0, 1)).isFalse();
        assertThat(frames.bootHash(0)).isEqualTo(7);
        assertThat(frames.gpuCount(0)).isEqualTo(2);
        assertThat(frames.absentCode(0)).isZero();
    }

    @Test
    void aValueThatDoesNotFitWidensItsColumnAndIsNeverClamped() {
        long[] hard = {32_767, 32_768, -32_767, -32_768, Long.MAX_VALUE, Long.MIN_VALUE + 1, -1};
        for (long value : hard) {
            Frames frames = Frames.parse(new Frames.Builder(0, 1, 1, 2)
                    .addNode("n", 0, 2)
                    .set(Column.POWER, 0, value)
                    .set(Column.TEMP, 0, 5)
                    .encode());
            assertThat(frames.value(Column.POWER, 0, 0)).isEqualTo(value);
            assertThat(frames.value(Column.POWER, 0, 1)).isEqualTo(Frames.BLANK);
            assertThat(frames.value(Column.TEMP, 0, 0)).isEqualTo(5);
        }
    }

    @Test
    void aRunOfAnAbsentNodeCoversItsSlots() {
        Frames frames = Frames.parse(
                new Frames.Builder(120, 10, 30, 8).addAbsent("n1", 42).encode());

        assertThat(frames.slotCount()).isEqualTo(30);
        assertThat(frames.absentCode(0)).isEqualTo(42);
        assertThat(frames.present(0, 7)).isFalse();
    }

    @Test
    void whatIsNotZeroNeverRoundsToZero() {
        assertThat(Column.perMille(0.0001)).isEqualTo(1);
        assertThat(Column.perMille(0)).isZero();
        assertThat(Column.perMille(0.9999)).isEqualTo(1000);
    }

    @Test
    void aBatchOf64HealthyNodesStaysNearTwoBytesASample() {
        Frames.Builder batch = new Frames.Builder(0, 10, 1, 8);
        for (int n = 0; n < 64; n++) {
            batch.addNode("hall1-node" + (1000 + n), n + 1, 8);
            for (int g = 0; g < 8; g++) {
                batch.present(g);
                for (Column c : Column.values()) {
                    batch.set(c, g, 1000 + n + g);
                }
            }
        }
        assertThat(batch.encode().length).isLessThan((int) (64 * 8 * 10 * 2.4));
    }

    @Test
    void theBuilderRefusesWhatItCouldNotRead() {
        assertThatThrownBy(() -> new Frames.Builder(5, 10, 1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frames.Builder(0, 10, 0, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frames.Builder(0, 10, 1, 8).addAbsent("n", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frames.Builder(0, 10, 1, 8).present(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> new Frames.Builder(0, 10, 1, 8).addNode("n", 0, 8).present(8))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
