/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.inventory.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case has a device file with one source, messages (a line each: {@code topic payload}, or {@code retained topic
 * payload}), and what comes of them, in order.
 */
class MessageCasesTest {

    private static final long RECEIVED = 1_780_272_000_000L;

    static Stream<Path> cases() {
        return Stream.of("mqtt-json", "mqtt-plain", "dsx-bms").flatMap(Testcases::of);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesBecomeReadings(Path testcase) {
        List<String> found = new ArrayList<>();
        PayloadFormat format = Formats.open(Formats.source(Testcases.read(testcase, "config.yaml")), found);
        for (String line : Testcases.lines(testcase, "input.txt")) {
            boolean retained = line.startsWith("retained ");
            String[] words = (retained ? line.substring("retained ".length()) : line).split(" ", 2);
            byte[] payload = (words.length < 2 ? "" : words[1]).getBytes(StandardCharsets.UTF_8);
            for (Reading reading : format.read(words[0], payload, retained, RECEIVED)) {
                found.add(Formats.line(reading));
            }
        }
        assertThat(String.join("\n", found))
                .isEqualTo(Testcases.read(testcase, "expected.txt").strip());
    }
}
