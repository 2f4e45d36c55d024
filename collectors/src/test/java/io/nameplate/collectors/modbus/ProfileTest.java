/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {

    static Stream<Path> cases() {
        return Testcases.of("modbus");
    }

    /** The requests of the plan are those of the input, and the points have the expected values. */
    @ParameterizedTest
    @MethodSource("cases")
    void registersBecomeSiValues(Path testcase) {
        Profile profile = profile(testcase);
        Map<String, byte[]> registers = new LinkedHashMap<>();
        for (String line : Testcases.lines(testcase, "input.txt")) {
            String[] parts = line.split(": ");
            registers.put(parts[0], HexFormat.of().parseHex(parts[1].replace(" ", "")));
        }
        ReadPlan plan = ReadPlan.of(profile);
        assertThat(plan.blocks().stream().map(block -> block.function() + " " + block.address()))
                .containsExactlyInAnyOrderElementsOf(registers.keySet());
        Map<String, PointValue> values = new LinkedHashMap<>();
        for (ReadPlan.Block block : plan.blocks()) {
            byte[] bytes = registers.get(block.function() + " " + block.address());
            assertThat(bytes).hasSize(2 * block.words());
            block.points().forEach(point -> values.put(point.name(), point.value(bytes, block.address())));
        }
        List<String> expected = Testcases.lines(testcase, "expected.txt");
        assertThat(values).hasSize(expected.size());
        for (String line : expected) {
            String[] parts = line.split(" ");
            PointValue value = values.get(parts[0]);
            if (parts[1].equals("bad")) {
                assertThat(value.quality()).as(line).isEqualTo(Quality.BAD);
            } else {
                double number = Double.parseDouble(parts[1]);
                assertThat(value.quality()).as(line).isEqualTo(Quality.GOOD);
                assertThat(value.value()).as(line).isCloseTo(number, within(Math.abs(number) * 1e-7));
            }
        }
    }

    private static Profile profile(Path testcase) {
        String config = Testcases.read(testcase, "config.yaml");
        if (config.startsWith("shipped: ")) {
            String name = config.substring("shipped: ".length()).strip();
            return ProfileReader.read(name + ".yaml", Testcases.shippedProfile(name));
        }
        return ProfileReader.read("config.yaml", config);
    }

    @Test
    void everythingWrongInAProfileIsSaidAtOnce() {
        assertThatThrownBy(() -> ProfileReader.read("mine.yaml", """
                        profile: mine
                        source: a test
                        function: 5
                        points:
                          - {point: a, address: 1, type: float31, unit: V}
                          - {point: b, address: 70000, type: int16, unit: volt}
                          - {point: b, adress: 1, address: 65535, type: int32, unit: V}
                        """))
                .hasMessageContaining("mine.yaml:3: 'function' must be a whole number from 3 to 4, found '5'")
                .hasMessageContaining("mine.yaml:5: 'type' must be one of int16, uint16")
                .hasMessageContaining("mine.yaml:6: 'address' must be a whole number from 0 to 65535")
                .hasMessageContaining("mine.yaml:6: 'unit' must be one of V, kV, A")
                .hasMessageContaining("mine.yaml:7: unknown key 'adress' in a point; did you mean 'address'?")
                .hasMessageContaining("mine.yaml:7: a 2-register value at 65535 reaches beyond the last register")
                .hasMessageContaining("mine.yaml:7: point 'b' stands twice");
    }

    @Test
    void aRequestNeverAsksForMoreThanTheProtocolAllows() {
        StringBuilder text = new StringBuilder("profile: long\nsource: a test\npoints:\n");
        for (int i = 0; i < 100; i++) {
            text.append("  - {point: p%d, address: %d, type: float32, unit: V}%n".formatted(i, 2 * i));
        }
        ReadPlan plan = ReadPlan.of(ProfileReader.read("long.yaml", text.toString()));
        assertThat(plan.blocks()).extracting(ReadPlan.Block::words).containsExactly(124, 76);
        assertThat(plan.blocks()).extracting(ReadPlan.Block::address).containsExactly(0, 124);
    }
}
