/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue is complete and says of every field what it is. */
class CatalogueTest {
    private static final List<String> LOSSES = List.of(
            "uncommissioned",
            "withdrawn",
            "excluded",
            "outside_control",
            "curtailed",
            "unpowered",
            "uncooled",
            "unconnected",
            "faulted",
            "derated",
            "operator_limited",
            "unmeasured");

    private final Catalogue catalogue = Catalogue.shipped();

    @Test
    void thereAreTheMeasurementsTaggedByLeaseAndLineButNeverByGpu() {
        assertThat(catalogue.measurements())
                .containsOnlyKeys(
                        "lease_interval",
                        "measured_interval",
                        "use_interval",
                        "block_interval",
                        "term_interval",
                        "node_loss");
        catalogue.measurements().values().forEach(measurement -> {
            assertThat(measurement.tags()).contains("lease", "line");
            assertThat(Set.of("lease", "line", "block", "term", "node")).containsAll(measurement.tags());
        });
    }

    @Test
    void aLineAndABlockHaveEveryState() {
        Set<String> losses = LOSSES.stream().map(state -> state + "_gpu_ms").collect(Collectors.toSet());
        assertThat(catalogue.measurements().get("block_interval").fields().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(losses.stream(), Stream.of("utilized_gpu_ms", "idle_gpu_ms"))
                                .toList());
        assertThat(catalogue.measurements().get("lease_interval").fields().keySet())
                .containsAll(losses)
                .containsAll(Stream.of(
                                "idle",
                                "utilized",
                                "contracted",
                                "delivered",
                                "derated_cooling",
                                "derated_power",
                                "derated_unknown")
                        .map(name -> name + "_gpu_ms")
                        .toList());
    }

    @Test
    void everyFieldHasATypeAndAUnitThatAgreesWithItsName() {
        catalogue
                .measurements()
                .values()
                .forEach(measurement -> measurement.fields().forEach((name, field) -> {
                    assertThat(field.type()).as(name).isIn("integer", "string");
                    assertThat(field.unit()).as(name).isNotBlank();
                    assertThat(field.unit().equals("GPU-ms")).as(name).isEqualTo(name.endsWith("_gpu_ms"));
                    assertThat(field.unit().equals("per mille")).as(name).isEqualTo(name.endsWith("_per_mille"));
                }));
    }
}
