/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFileTest {

    private static final String WITNESSES = """
            witness:
              - {each: "n{number}", outlets: [{power: "pdu-1/outlet_{number:number}", no_load_below: 20}]}
            """;

    @TempDir
    Path folder;

    private DeviceFile file(String text) throws IOException {
        Path devices = Files.writeString(folder.resolve("devices.yaml"), text);
        return new DeviceFile(PlanTest.plan(
                Map.of("data", folder.resolve("data").toString(), "devices", devices.toString()), Map.of()));
    }

    @Test
    void anotherRegistryHasOtherNodesForAPattern() throws IOException {
        DeviceFile file = file(WITNESSES);
        assertThat(file.read(Optional.of(Sites.small(1, 1, 10))).witnesses())
                .extracting(WitnessRule::nodes)
                .containsExactly(Set.of(Sites.node(1)));
        file.taken();
        assertThat(file.witnesses(Sites.small(3, 1, 10)))
                .extracting(WitnessRule::nodes)
                .isEqualTo(List.of(Set.of(Sites.node(1)), Set.of(Sites.node(2)), Set.of(Sites.node(3))));
        assertThat(file.isChanged()).isFalse();
    }

    @Test
    void aLookByAnotherRegistryDoesNotHideThatTheFileWasChanged() throws IOException {
        DeviceFile file = file(WITNESSES);
        assertThat(file.read(Optional.of(Sites.small(1, 1, 10))).witnesses()).hasSize(1);
        file.taken();
        Files.writeString(folder.resolve("devices.yaml"), WITNESSES + "# changed\n");
        assertThat(file.witnesses(Sites.small(2, 1, 10))).hasSize(2);
        assertThat(file.isChanged()).isTrue();
    }

    /** A file that the drivers did not take, because something else in it is wrong, must not change what witnesses say. */
    @Test
    void whatWasReadButNotTakenSpeaksForNobody() throws IOException {
        DeviceFile file = file(WITNESSES);
        assertThat(file.read(Optional.of(Sites.small(1, 1, 10))).witnesses()).hasSize(1);
        file.taken();
        Files.writeString(folder.resolve("devices.yaml"), WITNESSES.replace("pdu-1", "pdu-2") + "mqtts: []\n");
        assertThatThrownBy(() -> file.read(Optional.of(Sites.small(1, 1, 10))))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("mqtts");
        assertThat(file.witnesses(Sites.small(2, 1, 10)))
                .flatExtracting(WitnessRule::outlets)
                .extracting(outlet -> outlet.toString())
                .hasSize(2)
                .allMatch(outlet -> outlet.contains("pdu-1"));
    }

    @Test
    void whatDoesNotFitAnotherRegistryIsSaid() throws IOException {
        DeviceFile file = file("witness: [{node: n002, outlets: [{power: pdu-1/p, no_load_below: 20}]}]\n");
        assertThat(file.read(Optional.of(Sites.small(2, 1, 10))).witnesses()).hasSize(1);
        file.taken();
        assertThatThrownBy(() -> file.witnesses(Sites.small(1, 1, 10)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("the registry knows no node 'n002'");
    }
}
