/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusTextTest {

    private static final Path CASES = Path.of("src/test/resources/testcases/prometheus");

    static Stream<Path> cases() {
        return Testcases.of("prometheus");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsTextsAsExpected(Path testcase) throws IOException {
        Format format = Files.exists(testcase.resolve("format")) ? Format.OPEN_METRICS : Format.TEXT;
        assertThat(Shown.of(Files.readAllBytes(testcase.resolve("input.txt")), format))
                .containsExactlyElementsOf(
                        Testcases.read(testcase, "expected.txt").lines().toList());
    }

    @Test
    void samplesWithTheSameBracesShareTheirLabels() {
        List<Map<String, String>> labels = new ArrayList<>();
        Exposition keep = new Exposition() {
            @Override
            public void sample(Sample sample) {
                labels.add(sample.labels());
            }

            @Override
            public void bad(Fault fault, int line) {
                throw new AssertionError(fault);
            }
        };
        new PrometheusText(Limits.STANDARD)
                .read(ascii("a{g=\"0\"} 1\nb{g=\"0\"} 2\nc{g=\"1\"} 3\n"), Format.TEXT, keep);
        assertThat(labels).containsExactly(Map.of("g", "0"), Map.of("g", "0"), Map.of("g", "1"));
        assertThat(labels.get(0)).isSameAs(labels.get(1)).isUnmodifiable();
    }

    @Test
    void whatIsBeyondTheLimitsIsLeftOut() {
        Limits limits = new Limits(100, 20, 2);
        assertThat(Shown.of(ascii("a{b=\"1\",c=\"2\"} 1\na{b=\"1\",c=\"2\",d=\"3\"} 1\na 1\n"), Format.TEXT, limits))
                .containsExactly("a {b=1, c=2} 1.0", "line 2 line_too_long", "a {} 1.0");
        assertThat(Shown.of(ascii("a{b=\"\",c=\"\",d=\"\"} 1\n"), Format.TEXT, new Limits(100, 40, 2)))
                .containsExactly("line 1 too_many_labels");
        assertThat(Shown.of(ascii("a 1\n".repeat(26)), Format.TEXT, limits)).containsExactly("line 0 too_large");
    }

    @Test
    void theFormatIsKnownByTheContentTypeOrTheEnd() {
        assertThat(Format.ofContentType("application/openmetrics-text; version=1.0.0; charset=utf-8"))
                .isEqualTo(Format.OPEN_METRICS);
        assertThat(Format.ofContentType("text/plain; version=0.0.4")).isEqualTo(Format.TEXT);
        assertThat(Format.ofText(ascii("a 1\n# EOF\n"))).isEqualTo(Format.OPEN_METRICS);
        assertThat(Format.ofText(ascii("# EOF"))).isEqualTo(Format.OPEN_METRICS);
        assertThat(Format.ofText(ascii("a 1 # EOF\n"))).isEqualTo(Format.TEXT);
        assertThat(Format.ofText(ascii("a 1\n"))).isEqualTo(Format.TEXT);
        assertThat(Format.ofText(new byte[0])).isEqualTo(Format.TEXT);
    }

    /** Half a million broken texts: nothing is thrown, and what stands alone in good lines is still read. */
    @Test
    void noTextBreaksTheReader() throws IOException {
        List<byte[]> good = new ArrayList<>();
        for (String testcase : List.of("escapes", "openmetrics", "utf8-names", "values")) {
            good.add(Files.readAllBytes(CASES.resolve(testcase).resolve("input.txt")));
        }
        PrometheusText reader = new PrometheusText(new Limits(4_096, 512, 4));
        byte[] alphabet = ascii("{}\"\\\n\r\t ,=#+-.0123456789NaInfeE:_az\u0000");
        for (long seed = 1; seed <= 500_000; seed++) {
            Random random = new Random(seed);
            byte[] whole = good.get(random.nextInt(good.size()));
            int from = random.nextInt(whole.length);
            byte[] text = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 1 + random.nextInt(200)));
            for (int i = random.nextInt(8); i > 0; i--) {
                text[random.nextInt(text.length)] =
                        random.nextInt(8) == 0 ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
            }
            Shown shown = new Shown();
            Format format = random.nextBoolean() ? Format.TEXT : Format.OPEN_METRICS;
            try {
                reader.read(text, format, shown);
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed, broken);
            }
            assertThat(shown.lines.size()).as("seed %d", seed).isLessThanOrEqualTo(text.length + 1);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
