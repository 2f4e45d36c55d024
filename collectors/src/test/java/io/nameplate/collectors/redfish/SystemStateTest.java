/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.redfish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.redfish.SystemState.NotASystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemStateTest {

    private static final int CASES = 100_000;

    static Stream<Path> cases() {
        return Testcases.of("redfish");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aResourceSaysWhatTheCaseExpects(Path testcase) throws IOException {
        String expected = Testcases.read(testcase, "expected.txt").strip();
        assertThat(read(Files.readAllBytes(testcase.resolve("input.json")))).startsWith(expected);
    }

    /** Whatever a controller sends, it is a word or a sentence, and never anything else. */
    @Test
    void noBytesBreakTheReader() {
        byte[] good = """
                {"@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem", "Id": "1", "Oem": {"a": [1, 2.5e3, true, null]},
                 "PowerState": "On", "Status": {"State": "Enabled"}}
                """.getBytes(StandardCharsets.UTF_8);
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(read(bytes)).as("seed %d case %d", seed, i).isNotEmpty().hasSizeLessThan(300);
        }
    }

    private static String read(byte[] resource) {
        try {
            return SystemState.power(resource).name();
        } catch (NotASystem said) {
            return String.valueOf(said.getMessage());
        }
    }
}
