/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every name that dcgm-exporter 4.9.0 changed: understood in both generations, or left out in both on purpose. */
class RenamedFieldsTest {

    private record Renamed(String old, String now, String oldUnit, String unit, String what) {

        boolean hasAnotherUnit() {
            return !oldUnit.equals(unit);
        }
    }

    static List<Renamed> renamed() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RenamedFieldsTest.class.getResourceAsStream("/dcgm/renamed-in-4.9.csv")),
                StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(",", -1))
                    .map(part -> new Renamed(part[0], part[1], part[2], part[3], part[4]))
                    .toList();
        }
    }

    @Test
    void theyAreTwentyThreeOfWhichElevenHaveAnotherUnit() throws IOException {
        assertThat(renamed()).hasSize(23).doesNotHaveDuplicates();
        assertThat(renamed()).filteredOn(Renamed::hasAnotherUnit).hasSize(11);
        assertThat(renamed()).extracting(Renamed::what).containsOnly("understood", "left_out");
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void eachIsUnderstoodInBothGenerationsOrLeftOutInBoth(Renamed field) {
        GpuField.Named old = GpuField.named(field.old);
        GpuField.Named now = GpuField.named(field.now);
        if (field.what.equals("left_out")) {
            assertThat(old).isNull();
            assertThat(now).isNull();
        } else if (field.unit.equals("label")) {
            assertThat(Generation.of(Map.of(field.old, "570.86.15"))).isEqualTo(Generation.UNTIL_4_8);
            assertThat(Generation.of(Map.of(field.now, "580.95.05"))).isEqualTo(Generation.FROM_4_9);
        } else {
            assertThat(Objects.requireNonNull(old).field())
                    .isEqualTo(Objects.requireNonNull(now).field());
            assertThat(read(old, 40, Generation.UNTIL_4_8, field.oldUnit))
                    .as("the same in both units")
                    .isEqualTo(read(now, 40, Generation.FROM_4_9, field.unit));
        }
    }

    /** What comes of forty MHz, percent, degrees and so on, said in a unit. */
    private static long read(GpuField.Named field, double number, Generation generation, String unit) {
        double said = switch (unit) {
            case "Hz" -> number * 1e6;
            case "0..1" -> number / 100;
            default -> number;
        };
        return field.scale().of(said, generation, new GpuDraft((why, name, value) -> {
            throw new AssertionError(why + " " + name + " " + value);
        }));
    }
}
