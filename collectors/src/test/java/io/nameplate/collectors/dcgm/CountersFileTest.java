/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counters files that are shipped for dcgm-exporter. */
class CountersFileTest {

    /** Beside the fields of evidence: counts of XIDs, what moves always, and what tells the generation. */
    private static final Set<String> BESIDE = Set.of(
            "DCGM_EXP_XID_ERRORS_TOTAL",
            "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
            "DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL",
            "DCGM_FI_DRIVER_VERSION",
            "DCGM_FI_SYSTEM_DRIVER_VERSION");

    @ParameterizedTest
    @CsvSource({"nameplate-counters.csv, UNTIL_4_8", "nameplate-counters-4.9.csv, FROM_4_9"})
    void everyFieldThatEvidenceRestsOnIsEnabledOnceAndItsUnitIsCertain(String file, Generation generation)
            throws IOException {
        Set<GpuField> missing = EnumSet.complementOf(EnumSet.of(GpuField.NVLINKS_DOWN));
        Map<String, String> labels = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("../deploy/dcgm", file))) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            List<String> columns = List.of(line.split(",", -1));
            assertThat(columns)
                    .as("columns of '%s', as dcgm-exporter wants them", line)
                    .hasSize(3);
            String name = columns.get(0).strip();
            String type = columns.get(1).strip();
            assertThat(type).as(line).isIn("gauge", "counter", "label");
            if (type.equals("label")) {
                labels.put(name, "570.86.15");
            }
            GpuField.Named known = GpuField.named(name);
            assertThat(known != null || BESIDE.contains(name))
                    .as("%s is known", name)
                    .isTrue();
            if (known != null) {
                assertThat(missing.remove(known.field()))
                        .as("%s stands once", name)
                        .isTrue();
                certain(known, generation);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(Generation.of(labels)).isEqualTo(generation);
    }

    private static void certain(GpuField.Named known, Generation generation) {
        List<ValueFault> faults = new ArrayList<>();
        GpuDraft draft = new GpuDraft((why, name, value) -> faults.add(why));
        known.scale().of(1, generation, draft);
        assertThat(faults).as(known.name()).doesNotContain(ValueFault.UNIT_UNKNOWN);
    }
}
