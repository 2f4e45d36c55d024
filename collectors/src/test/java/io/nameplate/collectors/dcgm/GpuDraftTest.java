/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GpuDraftTest {

    private final GpuDraft draft = new GpuDraft((why, name, value) -> {});

    private static GpuField.Named field(String name) {
        return Objects.requireNonNull(GpuField.named(name));
    }

    @Test
    void everyFieldIsFlaggedByItsOwnNameWithTheNumberAsItWasRead() {
        GpuField.names().forEach((name, field) -> {
            draft.begin(Generation.UNTIL_4_8).take(field, -1e6);
            GpuReading gpu = draft.reading("g", 0);
            assertThat(gpu.flags())
                    .as(name)
                    .containsExactly(new ValueFlag(field.field().of(), Quality.BAD, QualityReason.RANGE, -1e6));
            assertThat(field.field().of().name()).isEqualTo(field.field().name());
        });
    }

    @Test
    void whatIsAsItShouldBeAndDcgmsBlanksAreNotFlagged() {
        draft.take(field("DCGM_FI_DEV_GPU_UTIL"), 97);
        draft.take(field("DCGM_FI_DEV_POWER_USAGE"), 140_737_488_355_328.0);
        GpuReading gpu = draft.reading("g", 0);
        assertThat(gpu.flags()).isEmpty();
        assertThat(gpu.util()).isEqualTo(970);
        assertThat(gpu.power()).isEqualTo(BLANK);
    }

    @Test
    void theFlagsOfOneGpuAreNotThoseOfTheNext() {
        draft.take(field("DCGM_FI_DEV_GPU_UTIL"), Double.NaN);
        draft.noNumber(field("DCGM_FI_DEV_XID_ERRORS"));
        GpuReading first = draft.reading("g", 0);
        assertThat(first.flags()).extracting(ValueFlag::of).containsExactly(Of.UTIL, Of.XID);
        draft.begin(Generation.UNSAID).take(field("DCGM_FI_DEV_GPU_UTIL"), 97);
        assertThat(draft.reading("h", 1).flags()).isEmpty();
        assertThat(first.flags()).hasSize(2);
    }

    /** As one that Influx lines or JSON say is. */
    @Test
    void aCountOfMoreGpusThanAnyNodeHasIsLeftOutAndFlagged() {
        draft.take(field("DCGM_FI_DEV_COUNT"), 40_000);
        assertThat(draft.gpuCount()).isEqualTo(NodeReading.UNKNOWN);
        assertThat(draft.flags())
                .containsExactly(new ValueFlag(Of.GPU_COUNT, Quality.BAD, QualityReason.RANGE, 40_000.0));
        NodeDraft node = new NodeDraft(new NodeId("n1"), 0, 0, List.of());
        assertThat(node.count(40_000)).isFalse();
        assertThat(node.reading().flags()).isEqualTo(draft.flags());
        draft.begin(Generation.UNSAID).take(field("DCGM_FI_DEV_COUNT"), NodeReading.MOST_GPUS);
        assertThat(draft.gpuCount()).isEqualTo(NodeReading.MOST_GPUS);
        assertThat(draft.flags()).isEmpty();
    }

    @Test
    void aGpuThatRepeatsItselfIsFlaggedOnlySoOften() {
        for (int i = 0; i < 100_000; i++) {
            draft.take(field("DCGM_FI_DEV_GPU_TEMP"), 1e9);
        }
        assertThat(draft.reading("g", 0).flags()).hasSizeLessThanOrEqualTo(16);
    }
}
