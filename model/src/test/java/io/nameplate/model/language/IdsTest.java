/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String CHARACTERS = "AMZamz059._-.-_/ :@[`{^\u00e9\u0660\n\ud83d";

    @Test
    void whatFitsIsWhatThePatternOfTheManualSays() {
        Random random = new Random(7);
        int fitting = 0;
        for (int i = 0; i < 200_000; i++) {
            int length = i % 50 == 0 ? 62 + random.nextInt(5) : random.nextInt(6);
            int alphabet = random.nextBoolean() ? 12 : CHARACTERS.length();
            StringBuilder id = new StringBuilder();
            for (int at = 0; at < length; at++) {
                id.append(CHARACTERS.charAt(random.nextInt(alphabet)));
            }
            boolean fits = FORM.matcher(id).matches();
            fitting += fits ? 1 : 0;
            assertThat(Ids.fits(id.toString())).as("'%s'", id).isEqualTo(fits);
        }
        assertThat(fitting).isBetween(20_000, 180_000);
    }
}
