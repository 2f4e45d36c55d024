/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedWitnessesTest {

    private static final String FILE = """
            devices: [{device: pdu-1, profile: mine, host: 127.0.0.1}]
            witness:
              - {each: "n{number}", outlets: [{power: "pdu-1/outlet_{number:number}", no_load_below: 20}]}
            """;
    private static final String PROFILE = """
            profile: mine
            source: a test
            points:
              - {point: voltage_l1n, address: 1, type: uint16, unit: V}
              - {point: outlet_1, address: 2, type: uint16, unit: W}
              - {point: outlet_2, address: 3, type: uint16, unit: W}
              - {point: socket_1, address: 4, type: uint16, unit: W}
              - {point: socket_2, address: 5, type: uint16, unit: W}
            """;
    private static final Registry FIRST = Sites.small(1, 1, 10, 1);
    private static final Registry SECOND = Sites.small(2, 1, 10, 2);

    @TempDir
    Path folder;

    private final Witnesses witnesses = new Witnesses(List.of());
    private DeviceFile file;
    private FollowedWitnesses followed;
    private long now = 1_780_272_000_000L;

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectory(folder.resolve("profiles"));
        profile();
        write(FILE);
        file = new DeviceFile(PlanTest.plan(
                Map.of(
                        "data",
                        folder.resolve("data").toString(),
                        "devices",
                        folder.resolve("devices.yaml").toString(),
                        "profiles",
                        folder.resolve("profiles").toString()),
                Map.of()));
        followed = new FollowedWitnesses(witnesses, file, file.read(Optional.of(FIRST)), FIRST);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("devices.yaml"), text);
    }

    private Path profile() throws IOException {
        return Files.writeString(folder.resolve("profiles").resolve("mine.yaml"), PROFILE);
    }

    /** The nodes that a point speaks for. */
    private List<String> spokenForBy(String point) {
        now += 1_000;
        return witnesses
                .hear(List.of(new PlantReading(new AssetId("pdu-1"), now, PointValue.good(point, 500))))
                .stream()
                .map(said -> ((Reachability) said).node().value())
                .toList();
    }

    @Test
    void aPatternFitsTheNodesOfANewerRegistry() {
        assertThat(spokenForBy("outlet_1")).containsExactly("n001");
        assertThat(spokenForBy("outlet_2")).isEmpty();
        followed.follow(SECOND);
        assertThat(spokenForBy("outlet_2")).containsExactly("n002");
    }

    @Test
    void whatCannotBeReadByTheNewerRegistryStaysAndIsTriedAgain() throws IOException {
        Files.delete(profile());
        followed.follow(SECOND);
        followed.again();
        assertThat(spokenForBy("outlet_1")).containsExactly("n001");
        assertThat(spokenForBy("outlet_2")).isEmpty();
        profile();
        followed.again();
        assertThat(spokenForBy("outlet_2")).containsExactly("n002");
    }

    /** Reading takes time, in which another registry may come. */
    @Test
    void aFileThatWasReadByAnOlderRegistryIsReadByTheNewerOne() throws IOException {
        write(FILE.replace("outlet_", "socket_"));
        Devices found = file.read(Optional.of(FIRST));
        followed.follow(SECOND);
        assertThat(spokenForBy("outlet_2"))
                .as("the drivers do not go by the new file yet")
                .containsExactly("n002");
        followed.taken(found, FIRST);
        assertThat(spokenForBy("socket_2")).containsExactly("n002");
        assertThat(spokenForBy("outlet_2")).isEmpty();
    }

    @Test
    void aFileWithoutWitnessesIsNotReadForThem() throws IOException {
        write("devices: []\n");
        followed.taken(file.read(Optional.of(FIRST)), FIRST);
        Files.delete(folder.resolve("profiles").resolve("mine.yaml"));
        followed.follow(SECOND);
        assertThat(spokenForBy("outlet_1")).isEmpty();
    }
}
