/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.CollectorId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GapsTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final CollectorId C2 = new CollectorId("c2");

    private record Stretch(CollectorId collector, long from, long to, Gaps.Why why) {}

    private static Gaps of(List<Stretch> stretches) {
        Gaps gaps = new Gaps();
        stretches.forEach(one -> gaps.add(one.collector(), one.from(), one.to(), one.why()));
        return gaps;
    }

    @Test
    void whatIsKnownLaterStaysInAnyOrderAndSecondBySecond() {
        Gaps.Why[] whys = Gaps.Why.values();
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Stretch> stretches = new ArrayList<>();
            int[][] most = new int[2][60];
            for (int i = random.nextInt(8); i >= 0; i--) {
                int collector = random.nextInt(2);
                int from = random.nextInt(50);
                int to = from + random.nextInt(10);
                int why = random.nextInt(whys.length);
                stretches.add(new Stretch(collector == 0 ? C1 : C2, 1000 + from, 1000 + to, whys[why]));
                for (int second = from; second < to; second++) {
                    most[collector][second] = Math.max(most[collector][second], why);
                }
            }
            Gaps gaps = of(stretches);
            for (int second = 0; second < 60; second++) {
                assertThat(gaps.at(C1, 1000 + second)).as("seed %d", seed).isEqualTo(whys[most[0][second]]);
                assertThat(gaps.at(C2, 1000 + second)).as("seed %d", seed).isEqualTo(whys[most[1][second]]);
            }
            Collections.shuffle(stretches, random);
            Gaps halves = of(stretches.subList(0, stretches.size() / 2));
            halves.merge(of(stretches));
            assertThat(halves).as("seed %d", seed).isEqualTo(gaps);
            assertThat(Gaps.fromBytes(gaps.toBytes())).as("seed %d", seed).isEqualTo(gaps);
            assertThat(gaps.isEmpty())
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.stream(most)
                                    .flatMapToInt(Arrays::stream)
                                    .max()
                                    .orElse(0)
                            == 0);
            Gaps part = gaps.within(1010, 1020);
            assertThat(part.at(C1, 1009)).isEqualTo(Gaps.Why.NOTHING);
            assertThat(part.at(C1, 1015)).isEqualTo(gaps.at(C1, 1015));
            assertThat(part.at(C1, 1020)).isEqualTo(Gaps.Why.NOTHING);
        }
    }

    @Test
    void oldKnowledgeIsForgotten() {
        Gaps gaps = new Gaps();
        gaps.add(C1, 10, 20, Gaps.Why.LOST);
        gaps.forget(C1, 15);
        assertThat(gaps.at(C1, 14)).isEqualTo(Gaps.Why.NOTHING);
        assertThat(gaps.at(C1, 15)).isEqualTo(Gaps.Why.LOST);
        gaps.forget(C1, 20);
        assertThat(gaps.isEmpty()).isTrue();
    }
}
