/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.model.language.AssetId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlantPointsTest {

    private static final AssetId PDU = new AssetId("pdu-1");

    private final Play play = new Play(Sites.small(1, 1, 1)).begin(0);

    /** A publisher that makes up names grows neither the collector nor its saved state, also across restarts; what was known goes on. */
    @Test
    void anAssetHasNoMorePointsThanAnyHas() {
        for (int i = 0; i < PlantPoints.MOST_POINTS + 3; i++) {
            play.see(read(0, "p" + i));
        }
        assertThat(play.refused).containsEntry(Refusal.TOO_MANY_POINTS, 3).hasSize(1);
        byte[] snapshot = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        play.see(read(1, "p0")).see(read(1, "p" + PlantPoints.MOST_POINTS));
        assertThat(play.refused).containsEntry(Refusal.TOO_MANY_POINTS, 4).hasSize(1);
        assertThat(play.inventory.snapshot()).hasSizeLessThan(snapshot.length + 100);
    }

    private static PlantReading read(double second, String point) {
        return new PlantReading(PDU, Play.at(second), PointValue.good(point, 1));
    }
}
