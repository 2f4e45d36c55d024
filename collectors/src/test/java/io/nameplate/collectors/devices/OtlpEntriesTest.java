/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.collectors.pace.Turnstile;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpEntriesTest {

    @TempDir
    Path folder;

    private static List<OtlpSource> read(String text) {
        return new DevicesReader(new Profiles(Optional.empty()), Optional.empty(), Sites.C1, Clock.systemUTC())
                .read("devices.yaml", text)
                .otlp();
    }

    @Test
    void aPortOfThisMachineIsTheDefault() {
        assertThat(read("otlp: [{name: in}]")).singleElement().satisfies(source -> {
            assertThat(source.host()).isEqualTo("127.0.0.1");
            assertThat(source.port()).isEqualTo(4_318);
            assertThat(source.maxBytes()).isEqualTo(4 << 20);
            assertThat(source.tls().isNone()).isTrue();
        });
    }

    @Test
    void aSiteOf220000GpusThatSendsEachSecondByNodePassesTheStandardRate() {
        Turnstile turnstile = new Turnstile(read("otlp: [{name: in}]").get(0).maxRate());
        Random random = new Random(1);
        for (long second = 0; second < 60; second++) {
            // all at the beginning of their second, or spread over it
            boolean isSpread = random.nextBoolean();
            for (int node = 0; node < 27_500; node++) {
                long at = second * 1_000 + (isSpread ? node / 28 : 0);
                assertThat(turnstile.passes(at))
                        .as("node %d at %d ms", node, at)
                        .isTrue();
            }
        }
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read("""
                        otlp:
                          - {name: a, port: 4318}
                          - {name: a, port: 4318, max_bytes: 12}
                          - {name: d, port: 4321, max_rate: 0}
                          - {name: e, port: 4322, max_rates: 10}
                          - {name: b, port: 4319, tls: {certificate: no/such.pem, key: no/such.key}}
                          - {name: c, port: 4320, tls: {certificate: no/such.pem}, tokenfile: x}
                        """))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains("'a' stands twice")
                .contains("'127.0.0.1:4318' stands twice")
                .contains("max_bytes")
                .contains("'max_rate' must be a whole number from 1 to 1000000")
                .contains("did you mean 'max_rate'?")
                .contains("'certificate': no/such.pem: there is no such file")
                .contains("'key': no/such.key: there is no such file")
                .contains("'key'")
                .contains("did you mean 'token_file'?");
    }

    @Test
    void theSampleOfThePageIsRead() throws IOException {
        Matcher sample = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/inputs/otlp.md")));
        assertThat(sample.find()).isTrue();
        Files.writeString(folder.resolve("otlp-token"), "word\n");
        assertThat(read(sample.group(1).replace("/etc/nameplate/", folder + "/")))
                .extracting(OtlpSource::port)
                .containsExactly(4_318, 4_319);
    }
}
