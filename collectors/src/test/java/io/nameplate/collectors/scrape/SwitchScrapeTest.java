/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.Testcases;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.scrape.PortList.Wired;
import io.nameplate.collectors.witness.Witnesses;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.language.AssetId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SwitchScrapeTest {

    private static final Duration HOLD = Duration.ofSeconds(45);
    private static final AssetId LEAF = new AssetId("leaf-1");
    private static final AssetId OTHER = new AssetId("leaf-2");

    private static final PortList PORTS = new PortList(
            "ifName",
            List.of(
                    new Wired(LEAF, "Ethernet1/1", Sites.node(1)),
                    new Wired(LEAF, "Ethernet1/2", Sites.node(2)),
                    new Wired(LEAF, "Ethernet1/3", Sites.node(3)),
                    new Wired(LEAF, "Ethernet1/4", Sites.node(3)),
                    new Wired(LEAF, "Ethernet1/5", Sites.node(4)),
                    new Wired(LEAF, "Ethernet1/6", Sites.node(5))));

    static Stream<Path> cases() {
        return Testcases.of("snmp-if");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSwitchSaysWhatTheCaseExpects(Path testcase) throws IOException {
        TreeSet<String> leftOut = new TreeSet<>();
        SwitchScrape leaf = scrape(
                PORTS, LEAF, new Witnesses(PORTS.rules(HOLD)), (reason, detail) -> leftOut.add(reason + " " + detail));
        Interpreter.Found found = leaf.read(
                Fetched.of(Files.readAllBytes(testcase.resolve("input.txt")), "text/plain; version=0.0.4"),
                Optional.empty(),
                1_000);
        List<String> shown = new ArrayList<>();
        if (found.trouble() != null) {
            shown.add(found.trouble().label() + ": " + found.detail());
        }
        found.readings().stream()
                .map(Reachability.class::cast)
                .sorted((one, other) -> one.node().compareTo(other.node()))
                .forEach(said -> shown.add(said.node() + " " + said.port()));
        leftOut.forEach(line -> shown.add("left out: " + line));
        assertThat(shown).isEqualTo(Testcases.lines(testcase, "expected.txt"));
    }

    /** A node on two leaves is connected as long as one of the two ports is up. */
    @Test
    void aNodeOnTwoSwitchesIsDownOnlyWhenBothSaySo() {
        PortList both = new PortList(
                "ifAlias",
                List.of(new Wired(LEAF, "to n001", Sites.node(1)), new Wired(OTHER, "to n001", Sites.node(1))));
        Witnesses witnesses = new Witnesses(both.rules(HOLD));
        SwitchScrape leaf = scrape(both, LEAF, witnesses, (reason, detail) -> {});
        SwitchScrape other = scrape(both, OTHER, witnesses, (reason, detail) -> {});
        assertThat(port(leaf, 2, 1_000)).isEqualTo(Port.UNKNOWN);
        assertThat(port(other, 1, 2_000)).isEqualTo(Port.UP);
        assertThat(port(leaf, 2, 3_000)).isEqualTo(Port.UP);
        assertThat(port(other, 2, 4_000)).isEqualTo(Port.DOWN);
        assertThat(port(leaf, 1, 50_000)).isEqualTo(Port.UP);
        assertThat(port(leaf, 2, 51_000)).as("the other one is silent").isEqualTo(Port.UNKNOWN);
    }

    @Test
    void aSwitchThatGivesNoAnswerSaysNothing() {
        SwitchScrape leaf = scrape(PORTS, LEAF, new Witnesses(PORTS.rules(HOLD)), (reason, detail) -> {});
        Interpreter.Found found = leaf.read(Fetched.failed(Trouble.TIMEOUT, "slow"), Optional.empty(), 1_000);
        assertThat(found.readings()).isEmpty();
        assertThat(found.trouble()).isEqualTo(Trouble.TIMEOUT);
    }

    private static Port port(SwitchScrape device, int status, long at) {
        String text = "ifOperStatus{ifName=\"x\",ifAlias=\"to n001\"} " + status + "\n";
        Interpreter.Found found =
                device.read(Fetched.of(text.getBytes(StandardCharsets.UTF_8), "text/plain"), Optional.empty(), at);
        return ((Reachability) found.readings().get(0)).port();
    }

    private static SwitchScrape scrape(
            PortList ports, AssetId device, Witnesses witnesses, BiConsumer<String, String> leftOut) {
        return new SwitchScrape(device, ports.label(), ports.of(device), witnesses, leftOut);
    }
}
