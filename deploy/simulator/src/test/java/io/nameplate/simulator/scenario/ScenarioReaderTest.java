/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScenarioReaderTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    static final String SMALL = """
            scenario: small
            about: two nodes
            site: {site: s1, zone: UTC, slot: 10s, interval: 60s}
            collector: {collector: c1, poll: 10s, hold: 25s}
            halls: [h1]
            skus: [{sku: H100, clock_mhz: 1980, limit_w: 700}]
            plant:
              feeds: [feed-a]
              pdus: [{pdu: pdu-1, feeds: [feed-a]}]
              chillers: [chiller-1]
              cdus: [{cdu: cdu-1, chillers: [chiller-1]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus: 2, nodes: 2, period: 10s, power: pdu-1, cooling: cdu-1, prefix: n, first: 1}
            leases:
              - lease: l1
                lines: [{line: gpu, sku: H100, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, gpus: 4, nodes: b1}]
            events:
            """;

    @Test
    void everyShippedScenarioMakesARegistryThatIsAccepted() throws IOException {
        for (String name : Scenarios.SHIPPED) {
            Scenario scenario = Scenarios.load(name);
            Registry registry = RegistryText.registry(scenario, Instant.EPOCH);
            assertThat(registry.leases()).as(name).isNotEmpty();
            assertThat(registry.nodes())
                    .as(name)
                    .hasSize(scenario.blocks().stream()
                            .mapToInt(BlockPlan::count)
                            .sum());
        }
    }

    @Test
    void theSampleInTheDocumentIsAccepted() throws IOException {
        String page = Files.readString(Path.of("../../docs/simulator.md"));
        String sample = page.substring(page.indexOf("```yaml\n") + 8);
        sample = sample.substring(0, sample.indexOf("```"));
        assertThat(RegistryText.registry(ScenarioReader.read("docs/simulator.md", sample), START)
                        .leases())
                .hasSize(1);
    }

    @Test
    void theDemoSiteHas1024GpusAndTwoLeases() throws IOException {
        Registry registry = RegistryText.registry(Scenarios.load("chiller-trip"), START);
        assertThat(registry.blocks().values().stream()
                        .mapToInt(block -> block.gpusPerNode() * block.nodes().size())
                        .sum())
                .isEqualTo(1024);
        assertThat(registry.leases()).hasSize(2);
    }

    @Test
    void eventsBecomeWindowsMilestonesAndAllocationsCountedFromTheStart() {
        Scenario scenario =
                ScenarioReader.read("s.yaml", SMALL.replace("gpus: 4, nodes: b1", "gpus: 2, nodes: n001") + """
                          - {at: 60s, for: 2m, event: power_cap, target: b1, limit_w: 350, order: ord-1}
                          - {at: 5m, for: 60s, event: maintenance, target: [n001], window: mw-1}
                          - {at: 10m, for: 3m, event: ramp_missed, lease: l1, line: gpu, gpus: 4, target: n002}
                        """);
        Registry registry = RegistryText.registry(scenario, START);
        assertThat(registry.windows())
                .extracting(window -> window.state())
                .containsExactly(State.CURTAILED, State.EXCLUDED);
        assertThat(registry.windows().get(0).from()).isEqualTo("2026-06-01T12:01:00Z");
        assertThat(registry.windows().get(0).to()).isEqualTo("2026-06-01T12:03:00Z");
        assertThat(registry.leases().values().iterator().next().lines().get(0).ramp())
                .extracting(step -> step.from() + " " + step.gpus())
                .containsExactly("2026-06-01T12:00:00Z 2", "2026-06-01T12:10:00Z 4");
        assertThat(registry.allocations().get(1).from()).isEqualTo("2026-06-01T12:13:00Z");
    }

    @Test
    void everyMistakeIsReportedAtOnceWithFileLineAndAHelpfulSentence() {
        String wrong = SMALL.replace("slot: 10s", "slot: 7s").replace("poll:", "pol:") + """
                  - {at: 40s, for: 60s, event: chiller_trip, target: chiller-9}
                  - {at: 40, for: 60s, event: node_dead, target: n001}
                  - {at: 40s, for: 60s, event: node_ded, target: n001}
                  - {at: 40s, for: 0s, event: xid, target: b1}
                  - {at: 40s, for: 60s, event: port_down, target: n777}
                  - {at: 40s, for: 60s, event: tenant_idle, targt: l1}
                  - {at: 40s, for: 60s, event: power_cap, target: l1, limit_w: 900}
                """;
        assertThatThrownBy(() -> ScenarioReader.read("s.yaml", wrong))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("s.yaml:3: 'slot' must divide the interval of 60 s")
                .hasMessageContaining(
                        "s.yaml:4: unknown key 'pol' in the collector that reads the site; did you mean 'poll'?")
                .hasMessageContaining("s.yaml:18: no chiller is named 'chiller-9'; known: chiller-1")
                .hasMessageContaining("s.yaml:19: 'at' must be a duration with a unit")
                .hasMessageContaining("s.yaml:20: 'event' must be one of chiller_trip, cdu_lost")
                .hasMessageContaining("s.yaml:21: 'for' must be at least 1s")
                .hasMessageContaining("s.yaml:22: no node, block, hall or lease is named 'n777'")
                .hasMessageContaining("s.yaml:23: unknown key 'targt' in an event; did you mean 'target'?")
                .hasMessageContaining("s.yaml:24: a cap of 900 W is above the limit of H100");
    }

    @Test
    void oneNameForTwoThingsIsRefused() {
        assertThatThrownBy(() -> ScenarioReader.read("s.yaml", SMALL.replace("block: b1", "block: pdu-1")))
                .hasMessageContaining("the name 'pdu-1' stands twice");
    }
}
