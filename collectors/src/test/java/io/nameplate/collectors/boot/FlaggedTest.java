/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.QualityReason;
import org.junit.jupiter.api.Test;

class FlaggedTest {

    private static final AssetId OURS = new AssetId("pdu-1");
    private static final long HOUR = 3_600_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LeapingClock clock = new LeapingClock(0);
    private final Flagged flagged = new Flagged(new Metrics(meters), clock, OURS::equals);

    /** Anybody may publish under any name. */
    @Test
    void assetsThatAreNotReadMakeNoMeters() {
        flagged.flagged(OURS, bad("p"));
        for (int i = 0; i < 100; i++) {
            flagged.flagged(new AssetId("made-up-" + i), bad("p"));
        }
        assertThat(meters.find("nameplate.readings.flagged").counters())
                .singleElement()
                .satisfies(
                        counter -> assertThat(counter.getId().getTag("asset")).isEqualTo("pdu-1"))
                .extracting(Counter::count)
                .isEqualTo(1.0);
    }

    @Test
    void eachKindOfEachPointIsSaidOnceAnHourAndOnlySoMany() {
        assertThat(flagged.isNew(OURS, bad("p"))).isTrue();
        assertThat(flagged.isNew(OURS, bad("p"))).isFalse();
        assertThat(flagged.isNew(OURS, PointValue.bad("p", QualityReason.SPIKE)))
                .isTrue();
        for (int i = 2; i < Flagged.MOST_SAID; i++) {
            assertThat(flagged.isNew(OURS, bad("p" + i))).isTrue();
        }
        assertThat(flagged.isNew(OURS, bad("one-too-many"))).isFalse();
        clock.pass(HOUR);
        assertThat(flagged.isNew(OURS, bad("one-too-many"))).isTrue();
        assertThat(flagged.isNew(OURS, bad("p"))).isTrue();
    }

    private static PointValue bad(String point) {
        return PointValue.bad(point, QualityReason.RANGE);
    }
}
