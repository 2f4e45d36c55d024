/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nameplate.model.language.document.DocumentException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What assets measure and carry, what terms promise with it, and what is said where the two do not fit. */
class MeterReaderTest {

    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1, h2]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1, h2]}, {collector: c2, halls: []}]
            assets:
              - {asset: ups, kind: ups, collector: c1, hold: 3s, capacity_kw: 7.5, up: [{point: voltage, min: 180}]}
              - asset: cdu
                kind: cdu
                collector: c1
                hold: 3s
                up: [{point: pump, min: 1}]
                meters:
                  - {measures: supply_temperature, point: warm, blocks: [b1]}
                  - {measures: flow, point: flow, blocks: [b1]}
              - asset: m1
                kind: meter
                collector: c2
                hold: 3s
                meters: [{measures: it_energy, point: e, blocks: [b1], max_w: 900000, rollover_j: 15_461_882_265_600}]
              - {asset: m2, kind: meter, collector: c1, hold: 3s, meters: [{measures: it_energy, point: e, blocks: [b2]}]}
              - {asset: ms, kind: meter, collector: c1, hold: 3s, meters: [{measures: facility_energy, point: e, blocks: [b1, b2]}]}
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 4, power: ups, cooling: cdu,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}]}
              - {block: b2, hall: h2, sku: H100, gpus_per_node: 4, power: ups, cooling: cdu,
                 source: {collector: c1, period: 1s}, nodes: [{node: n2, rack: r2}]}
            leases:
              - {lease: acme, supplier: Memphis Compute, tenant: acme, from: 2026-06-01T00:00:00Z,
                 to: 2027-06-01T00:00:00Z, zone: UTC, price_per_month: 1000, currency: USD,
                 lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700, firm_mw: 0.004,
                          ramp: [{from: 2026-06-01T00:00:00Z, gpus: 4}]}],
                 terms: [{term: firm_power, at_least: 0.999},
                         {term: thermal, at_least: 0.99, class: W32, flow_min_m3_s: 0.0083},
                         {term: pue, at_most: 1.25}]}
            allocations: [{lease: acme, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}]
            """;

    private static Registry read(String text) {
        return RegistryReader.read(List.of(new Document("site.yaml", text)), 1);
    }

    /** The problems that a change makes. */
    private static List<String> problems(String from, String to) {
        assertThat(SITE).contains(from);
        String text = SITE.replace(from, to);
        DocumentException refused = catchThrowableOfType(DocumentException.class, () -> read(text));
        assertThat(refused).as("the registry was accepted").isNotNull();
        return refused.problems().stream().map(Object::toString).toList();
    }

    @Test
    void theSampleSaysWhatIsPromisedAndWhatMeasuresIt() {
        Registry registry = read(SITE);
        assertThat(registry.leases().get(new LeaseId("acme")).terms())
                .containsExactly(
                        new Term(Term.Kind.FIRM_POWER, 999),
                        new Term(Term.Kind.THERMAL, 990, new Promise.Supply(2000, 32_000, 8300)),
                        new Term(Term.Kind.PUE, 800, new Promise.Pue(1250)));
        assertThat(registry.assets().get(new AssetId("ups")).capacityW()).isEqualTo(7500);
        assertThat(registry.assets().get(new AssetId("m1")).meters())
                .containsExactly(new Meter(
                        Meter.Measure.IT_ENERGY, "e", Set.of(new BlockId("b1")), 15_461_882_265_600L, 900_000));
    }

    @Test
    void aHallRestsOnTheMetersOfItsBlocksAndOnThoseInsideItsBoundary() {
        Registry registry = read(SITE);
        assertThat(registry.assetsOf(new HallId("h2")))
                .extracting(asset -> asset.asset().value())
                .containsExactly("cdu", "m1", "m2", "ms", "ups");
        assertThat(registry.metersOf(new HallId("h2")).stream()
                        .map(metered -> metered.asset().asset() + " "
                                + metered.meter().measure().text())
                        .collect(Collectors.joining(", ")))
                .isEqualTo("m1 it_energy, m2 it_energy, ms facility_energy");
        assertThat(registry.collectorsOf(new HallId("h1")))
                .as("a meter's collector is waited for")
                .contains(new CollectorId("c2"));
    }

    @Test
    void aPromiseThatNothingMeasuresIsRefused() {
        assertThat(problems(", capacity_kw: 7.5", ""))
                .containsExactly(
                        "site.yaml:28: lease 'acme' has a firm_power term and nodes in block 'b1', but asset 'ups'"
                                + " on its power path has no 'capacity_kw'");
        assertThat(problems(", firm_mw: 0.004", ""))
                .containsExactly("site.yaml:28: lease 'acme' has a firm_power term, but no line of it says 'firm_mw'");
        assertThat(problems(
                        "{measures: flow, point: flow, blocks: [b1]}", "{measures: flow, point: flow, blocks: [b2]}"))
                .containsExactly(
                        "site.yaml:28: lease 'acme' has a term that rests on flow and nodes in block 'b1', but no"
                                + " asset measures it there; add it to the 'meters' of one");
    }

    @Test
    void metersThatCountTwiceOrHaveNoBoundaryAreRefused() {
        assertThat(problems(
                        "meters: [{measures: it_energy, point: e, blocks: [b2]}]",
                        "meters: [{measures: it_energy, point: e, blocks: [b1]}]"))
                .containsExactly(
                        "site.yaml:20: it_energy of block 'b1' is already measured by 'm1'; counted twice it would be paid"
                                + " twice",
                        "site.yaml:21: facility_energy of 'ms' is of blocks [b1, b2], the it_energy meters in it are of"
                                + " [b1]; a PUE needs one boundary for both");
        assertThat(problems(
                        "{measures: flow, point: flow, blocks: [b1]}",
                        "{measures: flow, point: flow, blocks: [b1, b2]}"))
                .containsExactly("site.yaml:14: a meter of flow measures for blocks of one hall, not of [h1, h2]");
        assertThat(problems("max_w: 900000, ", ""))
                .containsExactly("site.yaml:19: 'rollover_j' needs 'max_w', or a rollover cannot be told from a counter"
                        + " that was reset");
        assertThat(problems("power: ups", "power: m2"))
                .contains("site.yaml:23: asset 'm2' only measures; it has no 'up' rule, so its state is never known");
    }

    @Test
    void valuesThatMakeNoPromiseAreRefused() {
        assertThat(problems("class: W32", "class: W99").get(0)).contains("'class' must be one of w17, w27");
        assertThat(problems("class: W32", "class: W32, supply_max_c: 30").get(0))
                .endsWith("a class says what the supply may have; write either it or 'supply_max_c'");
        assertThat(problems("class: W32", "supply_max_c: 20, supply_min_c: 21").get(0))
                .endsWith("'supply_min_c' is not below 'supply_max_c'");
        assertThat(problems("at_most: 1.25", "at_most: 0.9").get(0))
                .endsWith(
                        "'at_most' must be a PUE from 1 to 10 with at most three decimals, such as 1.25, found '0.9'");
        assertThat(problems("firm_mw: 0.004", "firm_mw: 0.0000004").get(0))
                .contains("'firm_mw' must be a power in megawatts");
        assertThat(problems("measures: flow", "measures: wind").get(0)).contains("'measures' must be one of it_energy");
    }

    private static final String ENDPOINT = """
              - asset: vllm-1
                kind: endpoint
                collector: c2
                hold: 45s
                meters:
                  - {measures: generation_tokens, point: generation_tokens, lease: acme, line: h100, max_per_s: 5000}
                  - {measures: requests, point: requests, lease: acme, line: h100}
            blocks:
            """;

    /** The site with an endpoint for its lease. */
    private static String served(String from, String to) {
        String text = SITE.replace("blocks:\n", ENDPOINT)
                .replace(
                        "{term: pue, at_most: 1.25}",
                        "{term: throughput, at_least: 0.95, generation_tokens_per_gpu_hour: 5_000_000}");
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private static List<String> refused(String from, String to) {
        DocumentException refused = catchThrowableOfType(DocumentException.class, () -> read(served(from, to)));
        assertThat(refused).as("the registry was accepted").isNotNull();
        return refused.problems().stream().map(problem -> problem.sentence()).toList();
    }

    @Test
    void anEndpointServesOneLineAndIsHeardInItsHalls() {
        Registry registry = read(served("vllm-1", "vllm-1"));
        assertThat(registry.leases().get(new LeaseId("acme")).terms())
                .contains(new Term(Term.Kind.THROUGHPUT, 950, new Promise.Throughput(5_000_000)));
        Meter.Served acme = new Meter.Served(new LeaseId("acme"), new LineId("h100"));
        assertThat(registry.assets().get(new AssetId("vllm-1")).meters())
                .containsExactly(
                        new Meter(Meter.Measure.GENERATION_TOKENS, "generation_tokens", acme, 5000),
                        new Meter(Meter.Measure.REQUESTS, "requests", acme, 0));
        assertThat(registry.assetsOf(new HallId("h1"))).extracting(Asset::kind).contains("endpoint");
        assertThat(registry.assetsOf(new HallId("h2"))).extracting(Asset::kind).doesNotContain("endpoint");
    }

    @Test
    void anEndpointThatServesNobodyOrTwoIsRefused() {
        assertThat(refused("requests, lease: acme, line: h100", "requests, lease: acme, line: b200"))
                .containsExactlyInAnyOrder(
                        "endpoint 'vllm-1' needs meters, all of them for the same lease and line, and no 'up' rule; a"
                                + " process that serves two leases cannot be told apart",
                        "lease 'acme' has no line 'b200'");
        assertThat(refused("generation_tokens, lease: acme", "generation_tokens, lease: beta"))
                .contains("no lease is named 'beta'; known: acme");
        assertThat(refused("kind: endpoint", "kind: server"))
                .contains("asset 'vllm-1' of kind 'server': an asset of kind 'endpoint' measures prompt_tokens,"
                        + " generation_tokens and requests, and no other does");
    }

    @Test
    void aThroughputTermThatNoEndpointCountsForIsRefused() {
        assertThat(refused("measures: generation_tokens", "measures: prompt_tokens"))
                .containsExactly("lease 'acme' has a throughput term, but no asset of kind 'endpoint' measures"
                        + " generation_tokens for its line 'h100'");
        assertThat(refused("hour: 5_000_000", "hour: 0").get(0))
                .startsWith("'generation_tokens_per_gpu_hour' must be a whole number from 1 to 10000000000");
    }

    @Test
    void aNodeIsNoAsset() {
        assertThat(refused("asset: vllm-1", "asset: n2"))
                .containsExactly("'n2' is a node and an asset; readings of the one would be taken for the other's");
    }
}
