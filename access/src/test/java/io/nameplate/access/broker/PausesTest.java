/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PausesTest {

    private final Pauses pauses = new Pauses();

    @Test
    void attemptsThatFailComeLessAndLessOften() {
        assertThat(LongStream.range(0, 8).map(attempt -> pauses.failed()))
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L, 5_000L);
    }

    @Test
    void aConnectionThatDoesNotLastIsNoSuccess() {
        assertThat(LongStream.range(0, 7).map(attempt -> pauses.ended(9_999)))
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
    }

    @Test
    void afterOneThatLastedTheNextIsMadeAtOnce() {
        pauses.failed();
        pauses.failed();
        assertThat(pauses.ended(10_000)).isZero();
        assertThat(pauses.failed()).isEqualTo(250);
    }
}
