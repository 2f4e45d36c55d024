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
}
