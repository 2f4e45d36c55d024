/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnstileTest {

    @Test
    void aSecondsWorthPassesAtOnceAndNoMore() {
        Turnstile turnstile = new Turnstile(10);
        assertThat(passed(turnstile, 0, 25)).isEqualTo(10);
        assertThat(passed(turnstile, 500, 25)).isEqualTo(5);
        assertThat(passed(turnstile, 60_500, 25)).isEqualTo(10);
    }

    @Test
    void aClockSetBackGivesNothingAndStopsNothing() {
        Turnstile turnstile = new Turnstile(10);
        assertThat(passed(turnstile, 100_000, 25)).isEqualTo(10);
        assertThat(passed(turnstile, 0, 25)).isZero();
        assertThat(passed(turnstile, 100, 25)).isEqualTo(1);
    }

    private static int passed(Turnstile turnstile, long now, int tries) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            passed += turnstile.passes(now) ? 1 : 0;
        }
        return passed;
    }
}
