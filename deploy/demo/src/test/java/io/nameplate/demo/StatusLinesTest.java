/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.document.YamlText;
import org.junit.jupiter.api.Test;

/** The status gives the cause in one look. */
class StatusLinesTest {

    @Test
    void anOpenDeviationIsToldWithItsTermAndTheLayerThatFailed() {
        String lease = "{\"deviations\":[{\"term\":\"availability\",\"layer\":\"cooling\"},"
                + "{\"term\":\"performance\",\"layer\":null}]}";

        assertThat(StatusLines.causes(YamlText.parse("lease", lease))).isEqualTo("availability (cooling), performance");
    }

    @Test
    void whatWasNotMeasuredIsSaidBesideWhatWasDelivered() {
        String lease = "{\"lease\":\"acme-17\",\"contracted_gpu_ms\":300,\"delivered_gpu_ms\":200,"
                + "\"unmeasured_gpu_ms\":100,\"open_deviations\":0}";

        assertThat(StatusLines.leaseLine(YamlText.parse("lease", lease)))
                .endsWith(" 66.7 % of contracted delivered, 33.3 % not measured");
    }
}
