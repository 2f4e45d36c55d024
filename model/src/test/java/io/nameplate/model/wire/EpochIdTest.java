/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EpochIdTest {

    @Test
    void aUlidIsTakenAndTellsItsTime() {
        assertThat(new EpochId("01ARZ3NDEKTSV4RRFFQ69G5FAV").millis()).isEqualTo(1_469_922_850_259L);
        assertThat(new EpochId("7ZZZZZZZZZZZZZZZZZZZZZZZZZ").millis()).isEqualTo((1L << 48) - 1);
    }

    @Test
    void everyLetterAndDigitOfAUlidIsTakenAndNoOther() {
        String letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for (char c = 0; c < 300; c++) {
            String value = "01ARZ3NDEKTSV4RRFFQ69G5FA" + c;
            if (letters.indexOf(c) >= 0) {
                assertThat(new EpochId(value).value()).isEqualTo(value);
            } else {
                assertThatThrownBy(() -> new EpochId(value)).hasMessageContaining("is not a ULID");
            }
        }
    }

    @Test
    void whatIsTooShortTooLongOrTooLateIsNone() {
        for (String value :
                List.of("", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "81ARZ3NDEKTSV4RRFFQ69G5FAV")) {
            assertThatThrownBy(() -> new EpochId(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
