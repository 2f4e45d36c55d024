/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong options are told before anything is started. */
class OptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "99999999999999d", "99999999999999999999s", "-5s", "soon", "5"})
    void aDurationThatNoSiteCanRunForIsRefused(String text) {
        assertThatThrownBy(() -> parse("--duration", text))
                .isInstanceOf(Options.UsageException.class)
                .hasMessageContaining("--duration must be")
                .hasMessageContaining(text);
    }

    @Test
    void aDurationIsWholeSeconds() {
        assertThat(parse("--duration", "4m").duration()).contains(Duration.ofMinutes(4));
    }

    @Test
    void anInfluxAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> parse("--influx-url", "localhost:8086"))
                .isInstanceOf(Options.UsageException.class)
                .hasMessageContaining("found 'localhost:8086'");
        assertThat(parse("--influx-url", "http://localhost:8086").influxUrl()).contains("http://localhost:8086");
    }

    @Test
    void anOptionIsNoValueOfTheOneBefore() {
        assertThatThrownBy(() -> parse("--duration", "4m", "--report", "--keep"))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage("--report needs a value, found the option '--keep'");
    }

    private static Options parse(String... words) {
        return Options.parse(List.of(words), Path.of("."), Path.of("."));
    }
}
