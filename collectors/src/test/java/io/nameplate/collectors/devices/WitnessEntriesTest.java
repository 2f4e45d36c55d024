/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.Target;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.witness.LoadRule;
import io.nameplate.collectors.witness.Outlet;
import io.nameplate.collectors.witness.StateRule;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessEntriesTest {

    private static final Registry SITE = Sites.small(3, 10, 10);
    private static final AssetId PDU = new AssetId("pdu-1");

    @TempDir
    Path folder;

    private static Devices read(Optional<Registry> registry, String text) {
        return new DevicesReader(new Profiles(Optional.empty()), registry, Sites.C1, Clock.systemUTC())
                .read("d.yaml", text);
    }

    @Test
    void pointsSpeakForNodesAsLongAsTheRegistryHoldsThem() {
        Devices devices = read(Optional.of(SITE), """
                witness:
                  - node: n001
                    outlets:
                      - {state: pdu-1/o1, on: [1, 3], off: [0], power: pdu-1/p1, unit: kW, no_load_below: 0.02}
                      - {power: pdu-1/p2, no_load_below: 20}
                    ports:
                      - {state: pdu-1/eth1, up: [1], down: [2, 7]}
                  - {nodes: [n002, n003], outlets: [{state: pdu-1/o2}], hold: 20s}
                """);
        assertThat(devices.witnesses())
                .containsExactly(
                        new WitnessRule(
                                Set.of(Sites.node(1)),
                                List.of(
                                        new Outlet(
                                                Optional.of(state("o1", Set.of(1.0, 3.0), Set.of(0.0))),
                                                Optional.of(new LoadRule(new PointKey(PDU, "p1"), 20))),
                                        new Outlet(
                                                Optional.empty(),
                                                Optional.of(new LoadRule(new PointKey(PDU, "p2"), 20)))),
                                List.of(state("eth1", Set.of(1.0), Set.of(2.0, 7.0))),
                                Duration.ofSeconds(3)),
                        new WitnessRule(
                                Set.of(Sites.node(2), Sites.node(3)),
                                List.of(new Outlet(
                                        Optional.of(state("o2", Set.of(1.0), Set.of(0.0))), Optional.empty())),
                                List.of(),
                                Duration.ofSeconds(20)));
    }

    private static StateRule state(String point, Set<Double> yes, Set<Double> no) {
        return new StateRule(new PointKey(PDU, point), yes, no);
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read(Optional.of(SITE), """
                        devices:
                          - {device: pdu-1, profile: schneider-iem3000, host: a}
                        witness:
                          - {node: n01, outlets: [{power: pdu-1/powr, no_load_below: 5}]}
                          - {node: m001, outlets: [{power: pdu-2/power}]}
                          - {outlets: [{on: [1]}], hold: 0s}
                          - {node: n001, nodes: [n002, n002], outlets: [{state: power, on: [1], off: [1, x]}]}
                          - {node: n001, outlets: [{state: pdu-1/power, on: [0], off: [0]}]}
                          - {node: n002, outlets: [{power: pdu-1/power, unit: V, no_load_below: 5}]}
                          - {node: n003, outlts: [{power: pdu-1/power, no_load_below: -5}]}
                          - {node: n003, outlets: [{power: pdu-1/power, no_load_below: -5}]}
                        """))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains("d.yaml:4: the registry knows no node 'n01'; did you mean 'n001'?")
                .contains("d.yaml:4: the profile of device 'pdu-1' has no point 'powr'; did you mean 'power'?")
                .contains("d.yaml:5: node 'm001' is read by collector 'c2', not by 'c1'")
                .contains("d.yaml:5: asset 'pdu-2' is read by collector 'c2', not by 'c1'")
                .contains("d.yaml:5: 'power' needs 'no_load_below'")
                .contains("d.yaml:6: a witness is of one 'node', or of 'nodes' that share it")
                .contains("d.yaml:6: an outlet needs 'state'")
                .contains("d.yaml:6: 'on' belongs to 'state', which is missing")
                .contains("d.yaml:6: 'hold' must be longer than nothing")
                .contains("d.yaml:7: node 'n002' stands twice; keep one")
                .contains("d.yaml:7: 'state' names points as ASSET/POINT, such as pdu-1/power, found 'power'")
                .contains("d.yaml:7: 'off' holds the numbers that the point reads, found 'x'")
                .contains("d.yaml:8: 'on' and 'off' hold the same number; keep it in one")
                .contains("d.yaml:9: 'unit' of a power is W or a multiple of it")
                .contains("d.yaml:10: a witness needs 'outlets' (who feeds the node) or 'ports'")
                .contains("d.yaml:10: unknown key 'outlts' in a witness; did you mean 'outlets'?")
                .contains("d.yaml:11: 'no_load_below' must be above 0");
    }

    /** 27 nodes in 9 racks, each node with two outlets of its own and the meter of its rack. */
    private static final Registry RACKS =
            RegistryReader.read(List.of(new Document("site.yaml", """
                    site: {site: t, zone: UTC, slot: 1s, interval: 60s}
                    halls: [h1]
                    skus: [{sku: X, reference_clock_mhz: 1980}]
                    collectors: [{collector: c1, halls: [h1]}]
                    assets: [%s]
                    blocks:
                      - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-r1a, cooling: pdu-r1a,
                         source: {collector: c1, period: 10s}, nodes: [%s]}
                    """.formatted(assets(), nodes()))), 1);

    private static String assets() {
        List<String> assets = new ArrayList<>();
        for (int rack = 1; rack <= 9; rack++) {
            for (String asset : List.of("pdu-r" + rack + "a", "pdu-r" + rack + "b", "meter-" + rack)) {
                assets.add("{asset: " + asset + ", kind: pdu, collector: c1, hold: 3s, up: [{point: v, min: 180}]}");
            }
        }
        return String.join(", ", assets);
    }

    private static String nodes() {
        List<String> nodes = new ArrayList<>();
        for (int rack = 1; rack <= 9; rack++) {
            nodes.add("{prefix: r" + rack + "-n, count: 3}");
        }
        return String.join(", ", nodes);
    }

    @Test
    void aPatternIsAnEntryForEveryNodeThatIsCalledSo() {
        List<WitnessRule> rules = read(Optional.of(RACKS), """
                witness:
                  - each: r{rack}-n{slot}
                    without: [r9-n003]
                    outlets:
                      - {power: "pdu-r{rack}a/outlet_{slot:number}_power", no_load_below: 20}
                      - {power: "pdu-r{rack}b/outlet_{slot:number}_power", no_load_below: 20}
                  - {each: "r{rack}-n{slot}", outlets: [{power: "meter-{rack}/power", unit: kW, no_load_below: 0.4}]}
                """).witnesses();
        assertThat(rules).hasSize(26 + 9);
        assertThat(rules)
                .contains(new WitnessRule(
                        Set.of(new NodeId("r7-n002")),
                        List.of(load("pdu-r7a", "outlet_2_power", 20), load("pdu-r7b", "outlet_2_power", 20)),
                        List.of(),
                        Duration.ofSeconds(3)));
        assertThat(rules.get(26 + 8))
                .as("those of a rack share its meter")
                .isEqualTo(new WitnessRule(
                        Set.of(new NodeId("r9-n001"), new NodeId("r9-n002"), new NodeId("r9-n003")),
                        List.of(load("meter-9", "power", 400)),
                        List.of(),
                        Duration.ofSeconds(3)));
        assertThat(rules).noneMatch(rule -> rule.nodes().equals(Set.of(new NodeId("r9-n003"))));
    }

    private static Outlet load(String asset, String point, double below) {
        return new Outlet(Optional.empty(), Optional.of(new LoadRule(new PointKey(new AssetId(asset), point), below)));
    }

    @Test
    void whatIsWrongWithAPatternIsSaidOnceAndOfWhichNode() {
        assertThatThrownBy(() -> read(Optional.of(RACKS), """
                        witness:
                          - {each: "r{rack}-n{slot}", outlets: [{power: "pdu-{rack}/p{slot}", no_load_below: 5}]}
                          - {each: "r{rack}-n{slot}", outlets: [{power: "meter-{rck}/p", no_load_below: 5}]}
                          - {each: "x{rack}", outlets: [{power: "meter-{rack}/p", no_load_below: 5}]}
                          - {each: "r1-n001", outlets: [{power: meter-1/p, no_load_below: 5}]}
                          - {each: "r{rack}{slot}", outlets: [{power: meter-1/p, no_load_below: 5}]}
                          - {each: "r{rack}-{slot}", outlets: [{power: "meter-{rack}/p{slot:number}", no_load_below: 5}]}
                          - {each: "r{rack}-n{slot}", node: r1-n001, outlets: [{power: meter-1/p, no_load_below: 5}]}
                          - {each: "r{rack}-n{slot}", without: [r1-n004], outlts: [], outlets: [{power: meter-1/p}]}
                          - {node: r1-n001, without: [r1-n002], outlets: [{power: meter-1/p, no_load_below: 5}]}
                        """))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains("d.yaml:2: the registry knows no asset 'pdu-1'")
                .contains("(of node 'r1-n001')")
                .doesNotContain("(of node 'r1-n002')", "pdu-2'")
                .contains("d.yaml:3: '{rck}' is no word of 'each'; did you mean 'rack'? (of node 'r1-n001')")
                .contains("d.yaml:4: no node that this collector reads is called like 'x{rack}'")
                .contains("d.yaml:5: 'each': there is no word in braces in 'r1-n001'")
                .contains("d.yaml:6: 'each': nobody can tell where '{rack}' ends and '{slot}' begins")
                .contains("d.yaml:7: '{slot:number}' is 'n001', which is no number (of node 'r1-n001')")
                .contains("d.yaml:8: a witness is of one 'node', of 'nodes' that share it, or of 'each'")
                .contains("d.yaml:9: no node 'r1-n004' is called like 'r{rack}-n{slot}'")
                .contains("d.yaml:9: unknown key 'outlts' in a witness; did you mean 'outlets'? (of node 'r1-n001')")
                .contains("d.yaml:9: 'power' needs 'no_load_below'")
                .contains("d.yaml:10: unknown key 'without' in a witness");
    }

    @Test
    void withoutARegistryAPatternIsTriedOutAndSpeaksForNobody() {
        String pattern = """
                witness:
                  - {each: "r{rack}-n{slot}", without: [r1-n001], outlets: [{power: "meter-{rack}/p%s", no_load_below: 5}]}
                """;
        assertThat(read(Optional.empty(), pattern.formatted("{slot:number}")).witnesses())
                .isEmpty();
        assertThatThrownBy(() -> read(Optional.empty(), pattern.formatted("{slt}")))
                .hasMessageContaining("d.yaml:2: '{slt}' is no word of 'each'; did you mean 'slot'?");
    }

    @Test
    void withoutARegistryNobodyKnowsWhichPointsOfADeviceAPatternMeans() {
        String ofADevice = """
                devices:
                  - {device: pdu-1, profile: schneider-iem3000, host: 127.0.0.1, port: 502, unit: 1}
                witness:
                  - {each: "n{slot}", outlets: [{power: "pdu-1/voltage_%s", no_load_below: 5}]}
                """;
        assertThat(read(Optional.empty(), ofADevice.formatted("l{slot:number}n"))
                        .witnesses())
                .isEmpty();
        assertThatThrownBy(() -> read(Optional.of(SITE), ofADevice.formatted("l{slot:number}x")))
                .hasMessageContaining("d.yaml:4: the profile of device 'pdu-1' has no point 'voltage_l1x'");
    }

    @Test
    void everyNodesControllerIsATargetInAPeriodOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("pw"), "secret\n");
        ScrapeSource bmcs = read(Optional.of(SITE), """
                scrape:
                  - name: bmcs
                    format: redfish
                    url: https://{node}-bmc/redfish/v1/Systems/1
                    targets: {n002: "https://10.0.0.2/redfish/v1/Systems/1"}
                    user: nameplate
                    password_file: %s
                """.formatted(folder.resolve("pw")))
                .scrape()
                .get(0);
        assertThat(bmcs.hold()).isEqualTo(Duration.ofSeconds(45));
        assertThat(bmcs.credentials().login())
                .hasValueSatisfying(login -> assertThat(login.user()).isEqualTo("nameplate"));
        assertThat(bmcs.targets(SITE, Sites.C1))
                .extracting(Target::id, Target::uri, Target::period)
                .containsExactly(
                        tuple("n001", URI.create("https://n001-bmc/redfish/v1/Systems/1"), Duration.ofSeconds(15)),
                        tuple("n002", URI.create("https://10.0.0.2/redfish/v1/Systems/1"), Duration.ofSeconds(15)),
                        tuple("n003", URI.create("https://n003-bmc/redfish/v1/Systems/1"), Duration.ofSeconds(15)));
        assertThat(bmcs.named()).extracting(Target::id).containsExactly("n002");
    }

    @Test
    void whatIsWrongWithControllersAndSwitchesIsSaidAtOnce() {
        assertThatThrownBy(() -> read(Optional.of(SITE), """
                        scrape:
                          - {name: a, format: redfish, url: "http://{node}/redfish/v1/Systems/1", user: u, password_file: /p}
                          - {name: b, format: redfish, targets: {n9: "https://b/1"}, user: u, token_file: /t}
                          - {name: c, format: redfish, boot: "https://{node}/", ports: [], user: "a:b", password_variable: PATH}
                          - {name: d, format: snmp_if, url: "http://{node}/", targets: {leaf-1: "http://e/snmp"}}
                          - name: e
                            format: snmp_if
                            targets: {leaf-1: "http://e/snmp"}
                            ports:
                              - {switch: leaf1, port: a, node: n01}
                              - {switch: leaf-1, port: a, node: n001}
                              - {switch: leaf-1, port: a, node: n002}
                          - {name: f, format: redfsh, url: "https://{node}/"}
                          - {name: g, format: redfish, url: "https://{node}/", tls: {ca: a, pinned: b}}
                        """))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains("d.yaml:2: source 'a' would show a secret to everybody on the way: use https://")
                .contains("d.yaml:3: the registry knows no node 'n9'")
                .contains("d.yaml:3: 'token_file': /t: there is no such file")
                .contains("d.yaml:3: 'user' needs 'password_file' or 'password_variable' beside it")
                .contains("d.yaml:4: 'boot' is for format dcgm")
                .contains("d.yaml:4: 'ports' is for format snmp_if")
                .contains("d.yaml:4: a user's name holds no colon")
                .contains("d.yaml:4: source 'c' needs 'url' (such as https://{node}-bmc/redfish/v1/Systems/1)")
                .contains("d.yaml:5: 'url' is for targets that are nodes")
                .contains("d.yaml:5: a source of format snmp_if needs 'ports'")
                .contains("d.yaml:10: 'targets' names no switch 'leaf1'; did you mean 'leaf-1'?")
                .contains("d.yaml:10: the registry knows no node 'n01'; did you mean 'n001'?")
                .contains("d.yaml:12: port 'a' of switch 'leaf-1' stands twice; keep one")
                .contains("d.yaml:13: 'format' must be one of dcgm, vllm, redfish, snmp_if, found 'redfsh'")
                .contains("d.yaml:14: 'ca' believes whom these vouch for");
    }

    @Test
    void theSampleOfThePageIsRead() throws IOException {
        Matcher sample = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/inputs/witnesses.md")));
        assertThat(sample.find()).isTrue();
        Files.writeString(folder.resolve("telemetry.password"), "word\n");
        Devices devices = read(Optional.empty(), sample.group(1).replace("/etc/nameplate/", folder + "/"));
        assertThat(devices.witnesses()).hasSize(2);
        assertThat(devices.scrape()).extracting(ScrapeSource::name).containsExactly("bmcs", "leafs");
        assertThat(devices.scrape().get(1).ports().ports()).hasSize(3);
        assertThat(sample.find()).isTrue();
        assertThat(read(Optional.of(RACKS), sample.group(1)).witnesses()).hasSize(27 + 9);
    }
}
