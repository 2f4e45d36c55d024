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
        String lease = "{\"deviations\":[{\"id\":\"D-1\",\"term\":\"availability\"}],"
                + "\"situations\":[{\"layer\":\"cooling\",\"deviations\":[\"D-1\"]}]}";

        assertThat(StatusLines.causes(YamlText.parse("lease", lease))).isEqualTo("availability (cooling)");
    }

    @Test
    void oneCauseIsToldOnceAndWithoutTheTermsThatAreMetAgain() {
        String lease =
                "{\"deviations\":[{\"id\":\"D-1\",\"term\":\"thermal\"},{\"id\":\"D-2\",\"term\":\"availability\"},"
                        + "{\"id\":\"D-3\",\"term\":\"performance\"},{\"id\":\"D-4\",\"term\":\"coverage\"}],\"situations\":["
                        + "{\"layer\":\"cooling\",\"deviations\":[\"D-2\",\"D-3\",\"D-1\",\"D-5\"]},"
                        + "{\"layer\":\"telemetry\",\"deviations\":[\"D-4\"]}]}";

        assertThat(StatusLines.causes(YamlText.parse("lease", lease)))
                .isEqualTo("availability and 2 more terms (cooling), coverage (telemetry)");
    }

    @Test
    void aLeaseOfWhichNothingIsOpenTellsOfNoCause() {
        String lease = "{\"lease\":\"acme-17\",\"contracted_gpu_ms\":300,\"delivered_gpu_ms\":300,\"situations\":[]}";

        assertThat(StatusLines.leaseLine(YamlText.parse("lease", lease))).endsWith("100.0 % of contracted delivered");
    }

    @Test
    void whatWasNotMeasuredIsSaidBesideWhatWasDelivered() {
        String lease = "{\"lease\":\"acme-17\",\"contracted_gpu_ms\":300,\"delivered_gpu_ms\":200,"
                + "\"unmeasured_gpu_ms\":100,\"open_deviations\":0}";

        assertThat(StatusLines.leaseLine(YamlText.parse("lease", lease)))
                .endsWith(" 66.7 % of contracted delivered, 33.3 % not measured");
    }
}
