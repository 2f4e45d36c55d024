/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.pace;

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

    @Test
    void whatCountsForSeveralTakesTheirPlaces() {
        Turnstile turnstile = new Turnstile(10);
        assertThat(turnstile.passes(0, 7)).isTrue();
        assertThat(turnstile.passes(0, 4)).isFalse();
        assertThat(turnstile.passes(0, 3)).isTrue();
        assertThat(turnstile.passes(400, 4)).isTrue();
    }

    private static int passed(Turnstile turnstile, long now, int tries) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            passed += turnstile.passes(now) ? 1 : 0;
        }
        return passed;
    }
}
