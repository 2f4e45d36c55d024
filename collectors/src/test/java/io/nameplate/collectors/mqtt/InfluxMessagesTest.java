/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.AssetId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InfluxMessagesTest {

    private static final long RECEIVED = 1_780_272_000_000L;

    static Stream<Path> cases() {
        return Stream.concat(Testcases.of("dcgm"), Testcases.of("vllm"));
    }

    /** Faults first, then readings, as the case expects them. */
    @ParameterizedTest
    @MethodSource("cases")
    void messagesBecomeReadings(Path testcase) throws IOException {
        List<String> found = new ArrayList<>();
        InfluxMessages messages = new InfluxMessages(
                fault -> found.add(fault.label()),
                new InfluxMessages.Endpoints() {
                    @Override
                    public boolean knows(AssetId endpoint) {
                        return endpoint.value().startsWith("vllm-");
                    }

                    @Override
                    public void complain(String sentence) {
                        found.add(sentence);
                    }
                },
                new SourceClock());
        messages.read(Files.readAllBytes(testcase.resolve("input.txt")), RECEIVED)
                .forEach(reading -> found.add(Testcases.line(reading)));
        assertThat(found)
                .containsExactlyElementsOf(
                        Testcases.read(testcase, "expected.txt").lines().toList());
    }
}
