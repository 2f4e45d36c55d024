/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private final List<ValueFault> faults = new ArrayList<>();
    private final GpuDraft draft = new GpuDraft((why, name, value) -> faults.add(why));

    @Test
    void everyBlankOfDcgmIsAbsentAndNoFault() {
        double[] blanks = {
            (double) 9223372036854775792L,
            (double) 9223372036854775795L,
            140737488355328.0,
            140737488355331.0,
            2147483632,
            2147483635
        };
        for (Scale scale : Scale.values()) {
            for (double blank : blanks) {
                for (Generation generation : Generation.values()) {
                    assertThat(scale.of(blank, generation, draft))
                            .as("%s %s", scale, blank)
                            .isEqualTo(BLANK);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void zeroIsZeroInEveryUnit() {
        for (Scale scale : Scale.values()) {
            for (Generation generation : Generation.values()) {
                assertThat(scale.of(0, generation, draft)).as("%s", scale).isZero();
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void whatIsNoNumberIsLeftOutAndCounted() {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(Scale.WATTS.of(number, Generation.UNSAID, draft)).isEqualTo(BLANK);
        }
        assertThat(faults).containsOnly(ValueFault.NOT_A_NUMBER).hasSize(3);
    }

    @Test
    void eachReasonHasItsOwnName() {
        assertThat(Scale.WHOLE.of(1.5, Generation.UNSAID, draft)).isEqualTo(BLANK);
        assertThat(Scale.PERCENT.of(101, Generation.UNSAID, draft)).isEqualTo(BLANK);
        assertThat(Scale.RATIO.of(97, Generation.UNSAID, draft)).isEqualTo(BLANK);
        assertThat(Scale.RATIO_SINCE_4_9.of(1, Generation.UNSAID, draft)).isEqualTo(BLANK);
        assertThat(Scale.RATIO.of(-0.1, Generation.FROM_4_9, draft)).isEqualTo(BLANK);
        assertThat(faults)
                .containsExactly(
                        ValueFault.NOT_WHOLE,
                        ValueFault.OUT_OF_RANGE,
                        ValueFault.UNIT_CONTRADICTED,
                        ValueFault.UNIT_UNKNOWN,
                        ValueFault.OUT_OF_RANGE);
    }

    /** What both exporters say of the same GPU gives the same number, whatever the number is. */
    @Test
    void bothGenerationsSayTheSameOfTheSameGpu() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            int percent = random.nextInt(101);
            int megahertz = random.nextInt(5_000);
            assertThat(Scale.RATIO_SINCE_4_9.of(percent / 100.0, Generation.FROM_4_9, draft))
                    .as("seed %d", seed)
                    .isEqualTo(Scale.PERCENT.of(percent, Generation.UNTIL_4_8, draft))
                    .isEqualTo(Scale.RATIO_SINCE_4_9.of(percent, Generation.UNTIL_4_8, draft));
            assertThat(Scale.HERTZ.of(megahertz * 1e6, Generation.FROM_4_9, draft))
                    .as("seed %d", seed)
                    .isEqualTo(Scale.MEGAHERTZ.of(megahertz, Generation.UNTIL_4_8, draft));
        }
        assertThat(faults).isEmpty();
    }
}
