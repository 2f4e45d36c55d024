/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nameplate.model.language.document.DocumentException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every mistake is told with file, line and a sentence that helps; all of them together. */
class RegistryReaderTest {

    private static final String SITE = """
            site: {site: memphis, zone: America/Chicago, slot: 1s, interval: 10s}
            halls: [h1]
            skus:
              - {sku: H100, reference_clock_mhz: 1980}
              - {sku: B200, reference_clock_mhz: 1965}
            collectors:
              - {collector: c1, halls: [h1]}
            assets:
              - {asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
              - {asset: cdu-1, kind: cdu, collector: c1, hold: 3s, up: [{point: water_flow, min: 0.002}]}
              - {asset: cdu-2, kind: cdu, collector: c1, hold: 3s, up: [{point: water_flow, min: 0.002}]}
            groups:
              - {group: loop-1, needs: 1, of: [cdu-1, cdu-2]}
            blocks:
              - block: b1
                hall: h1
                sku: H100
                gpus_per_node: 8
                power: pdu-1
                cooling: loop-1
                source: {collector: c1, period: 1s}
                nodes: [{prefix: n, first: 1, count: 4, rack_prefix: r, nodes_per_rack: 2}]
              - block: b2
                hall: h1
                sku: B200
                gpus_per_node: 8
                power: pdu-1
                cooling: loop-1
                source: {collector: c1, period: 1s}
                nodes: [{node: extra-1, rack: r9}]
            """;

    private static final String LEASES = """
            leases:
              - lease: acme
                supplier: Memphis Compute
                tenant: acme
                from: 2026-06-01T00:00:00Z
                to: 2029-06-01T00:00:00Z
                zone: America/Chicago
                price_per_month: 1000000
                currency: USD
                lines:
                  - line: h100
                    sku: H100
                    guaranteed_clock_mhz: 1590
                    contracted_limit_w: 700
                    ramp: [{from: 2026-06-01T00:00:00Z, gpus: 16}, {from: 2026-09-01T00:00:00Z, gpus: 32}]
                terms: [{term: availability, at_least: 0.99}]
            allocations:
              - {lease: acme, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}
            windows:
              - {id: mw-1, state: excluded, from: 2026-06-02T00:00:00Z, to: 2026-06-02T01:00:00Z, scope: {blocks: [b1]}, reason: CDU service}
            """;

    private static Registry read(String site, String leases) {
        return RegistryReader.read(List.of(new Document("site.yaml", site), new Document("leases.yaml", leases)), 3);
    }

    private static List<String> problems(String site, String leases) {
        DocumentException refused = catchThrowableOfType(DocumentException.class, () -> read(site, leases));
        assertThat(refused).as("the registry was accepted").isNotNull();
        return refused.problems().stream().map(Object::toString).toList();
    }

    /** The problem that a change of the site document makes. */
    private static String inSite(String from, String to) {
        assertThat(SITE).contains(from);
        List<String> problems = problems(SITE.replace(from, to), LEASES);
        return String.join("\n", problems);
    }

    private static String inLeases(String from, String to) {
        assertThat(LEASES).contains(from);
        return String.join("\n", problems(SITE, LEASES.replace(from, to)));
    }

    @Test
    void theSampleIsAcceptedAndSaysWhatItSays() {
        Registry registry = read(SITE, LEASES);
        assertThat(registry.version()).isEqualTo(3);
        assertThat(registry.slot()).isEqualTo(Duration.ofSeconds(1));
        assertThat(registry.nodes())
                .hasSize(5)
                .containsKeys(new NodeId("n001"), new NodeId("n004"), new NodeId("extra-1"));
        assertThat(registry.nodes().get(new NodeId("n003")).node().rack()).isEqualTo("r002");
        Lease lease = registry.leases().get(new LeaseId("acme"));
        assertThat(lease.tenantBears()).isEqualTo(Set.of(State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED));
        assertThat(lease.xidTable()).isEqualTo(XidTable.DEFAULT);
        assertThat(lease.unreachableAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(lease.terms()).containsExactly(new Term(Term.Kind.AVAILABILITY, 990));
        CapacityLine line = lease.lines().get(0);
        assertThat(lease.contractedAt(line, Instant.parse("2026-05-31T23:59:59Z")))
                .isZero();
        assertThat(lease.contractedAt(line, Instant.parse("2026-08-31T23:59:59Z")))
                .isEqualTo(16);
        assertThat(lease.contractedAt(line, Instant.parse("2026-09-01T00:00:00Z")))
                .isEqualTo(32);
        assertThat(registry.windows()).hasSize(1);
    }

    @Test
    void anXidTableNamesXidsAndConditions() {
        assertThat(xidTable("{version: acme-1, unusable: [48, 79, row_remap_failure, fabric_unhealthy]}"))
                .isEqualTo(new XidTable("acme-1", Set.of(48, 79, 1005, 1006)));
        assertThat(xidTable("{version: acme-1, unusable: []}").unusable()).isEmpty();
        assertThat(xidTable("{version: nameplate-2026-1}").unusable())
                .contains(79)
                .doesNotContain(1001, 1005);
        assertThat(xidTable("{version: nameplate-2026-2}"))
                .isEqualTo(XidTable.DEFAULT)
                .satisfies(table -> assertThat(table.unusable()).contains(79, 1001, 1002, 1005));
    }

    private static XidTable xidTable(String text) {
        String leases = LEASES.replace("    terms:", "    xid_table: " + text + "\n    terms:");
        return read(SITE, leases).leases().get(new LeaseId("acme")).xidTable();
    }

    @Test
    void anUnknownConditionIsToldWithTheNearestKnownOne() {
        assertThat(inLeases(
                        "    terms:", "    xid_table: {version: a-1, unusable: [79, row_remap_failur]}\n    terms:"))
                .isEqualTo("leases.yaml:16: 'row_remap_failur' in 'unusable': neither an XID nor a condition;"
                        + " did you mean 'row_remap_failure'?");
        assertThat(inLeases("    terms:", "    xid_table: {version: a-1, unusable: [1001, melted]}\n    terms:"))
                .contains("leases.yaml:16: '1001' in 'unusable': an XID is 1 to 1000")
                .contains("'melted' in 'unusable': neither an XID nor a condition; known conditions: recovery_reset,");
        assertThat(inLeases("    terms:", "    xid_table: {version: nameplate-2026-1, unusable: [79]}\n    terms:"))
                .startsWith("leases.yaml:16: 'nameplate-2026-1' is a published table with another list");
    }

    @Test
    void maintenanceCountsWhereItWasNoticedInTime() {
        Registry registry = read(
                SITE,
                LEASES.replace("    terms:", "    maintenance_notice: 72h\n    terms:")
                        .replace("scope:", "noticed: 2026-05-30T00:00:00Z, scope:"));
        Duration asked = registry.leases().get(new LeaseId("acme")).maintenanceNotice();
        Window window = registry.windows().get(0);
        assertThat(asked).isEqualTo(Duration.ofHours(72));
        assertThat(window.noticed()).isEqualTo(Instant.parse("2026-05-30T00:00:00Z"));
        assertThat(window.isInTime(asked)).isTrue();
        assertThat(window.isInTime(asked.plusSeconds(1))).isFalse();
        assertThat(read(SITE, LEASES).windows().get(0).isInTime(asked))
                .as("nobody says when it was noticed")
                .isFalse();
        assertThat(read(SITE, LEASES).windows().get(0).isInTime(Duration.ZERO)).isTrue();
        assertThat(inLeases("state: excluded,", "state: curtailed, noticed: 2026-05-30T00:00:00Z,"))
                .isEqualTo("leases.yaml:20: 'noticed' belongs to agreed maintenance (excluded) alone");
        assertThat(inLeases("    terms:", "    maintenance_notice: 500ms\n    terms:"))
                .isEqualTo("leases.yaml:16: 'maintenance_notice' must be whole seconds");
        assertThat(read(SITE, LEASES.replace("    terms:", "    maintenance_cap: 8h\n    terms:"))
                        .leases()
                        .get(new LeaseId("acme"))
                        .maintenanceCap())
                .isEqualTo(Duration.ofHours(8));
        assertThat(inLeases("    terms:", "    maintenance_cap: 8h\n    tenant_bears: [curtailed]\n    terms:"))
                .startsWith("leases.yaml:16: 'maintenance_cap' needs 'excluded' among 'tenant_bears'");
    }

    @Test
    void aRuleForLoadTargetsSaysWhoseOrdersCoverWhat() {
        LoadTargetRule rule = read(
                        SITE,
                        LEASES
                                + "load_targets:\n  - {provider: grid-co, feeds: [main-a, main-b], scope: {blocks: [b1]},"
                                + " open_ended_for: 4h}\n")
                .loadTargets()
                .get(0);
        assertThat(rule.openEnded()).contains(Duration.ofHours(4));
        assertThat(rule.believedReceipt()).isEmpty();
        assertThat(rule.scope().blocks()).containsExactly(new BlockId("b1"));
        assertThat(rule.isFor(List.of("main-c", "main-b"))).isTrue();
        assertThat(rule.isFor(List.of("main-c"))).isFalse();
        assertThat(rule.isFor(List.of())).as("an order for all feeds").isTrue();
    }

    @Test
    void aRuleForLoadTargetsThatIsWrongIsToldWithWhatToDo() {
        assertThat(inRule("{provider: grid-co, feeds: [a], scope: {blocks: [b7]}}"))
                .isEqualTo("leases.yaml:22: no block is named 'b7'; known: b1, b2");
        assertThat(inRule("{provider: grid-co, feeds: [a]}"))
                .isEqualTo("leases.yaml:22: a rule for load targets lacks 'scope' (what its orders cover)");
        assertThat(inRule("{provider: grid-co, feeds: [], scope: {}}"))
                .contains("leases.yaml:22: 'feeds' names no feed; leave it out for all orders of the provider")
                .contains("leases.yaml:22: 'scope' must name halls, blocks, nodes or leases");
        assertThat(inRule("{provider: grid-co, scope: {halls: [h1]}, open_ended_fr: 4h, receipt_within: 32d}"))
                .contains("unknown key 'open_ended_fr' in a rule for load targets; did you mean 'open_ended_for'?")
                .contains("'receipt_within' must be whole seconds, from 1s to 31d");
        assertThat(inRule("{provider: grid-co, feeds: [a], scope: {blocks: [b1]}}\n"
                        + "  - {provider: grid-co, feeds: [b, a], scope: {blocks: [b2]}}"))
                .isEqualTo(
                        "leases.yaml:23: feed 'a' of provider 'grid-co' stands twice (first at leases.yaml:22); ids are"
                                + " unique");
    }

    private static String inRule(String rule) {
        return String.join("\n", problems(SITE, LEASES + "load_targets:\n  - " + rule + "\n"));
    }

    @Test
    void sectionsOfSeveralDocumentsAreJoined() {
        String more = "windows:\n  - {id: mw-2, state: curtailed, from: 2026-07-01T00:00:00Z,"
                + " to: 2026-07-01T01:00:00Z, reason: grid}\n";
        Registry registry = RegistryReader.read(
                List.of(
                        new Document("site.yaml", SITE),
                        new Document("leases.yaml", LEASES),
                        new Document("orders.yaml", more)),
                1);
        assertThat(registry.windows()).extracting(window -> window.id().value()).containsExactly("mw-1", "mw-2");
    }

    @Test
    void aCurrencyIsAKnownCode() {
        assertThat(inLeases("currency: USD", "currency: dollars"))
                .matches("leases\\.yaml:\\d+: 'currency' must be an ISO 4217 code such as USD, found 'dollars'");
        assertThat(inLeases("currency: USD", "currency: usd")).contains("found 'usd'");
        assertThat(read(SITE, LEASES.replace("currency: USD", "currency: EUR")).leases())
                .hasSize(1);
    }

    @Test
    void aWrongKeyIsToldWithTheNearestKnownOne() {
        assertThat(
                        inSite(
                                "gpus_per_node: 8\n    power: pdu-1\n    cooling: loop-1\n    source: {collector: c1, period: 1s}\n    nodes: [{prefix",
                                "gpus_pr_node: 8\n    power: pdu-1\n    cooling: loop-1\n    source: {collector: c1, period: 1s}\n    nodes: [{prefix"))
                .contains("site.yaml:18: unknown key 'gpus_pr_node' in a block; did you mean 'gpus_per_node'?")
                .contains("site.yaml:15: a block lacks 'gpus_per_node'");
        assertThat(inLeases("supplier:", "vendor:")).contains("leases.yaml:3: unknown key 'vendor' in a lease");
        assertThat(inSite("halls: [h1]\nskus", "hall: [h1]\nskus")).contains("site.yaml:2: unknown key 'hall'");
    }

    @Test
    void aWrongUnitIsTold() {
        assertThat(inSite("hold: 3s, up: [{point: voltage_l1n", "hold: 3, up: [{point: voltage_l1n"))
                .isEqualTo(
                        "site.yaml:9: 'hold' must be a duration with a unit (ms, s, m, h or d), such as 10s, found '3'");
        assertThat(inSite("slot: 1s", "slot: 1 second")).startsWith("site.yaml:1: 'slot' must be a duration");
        assertThat(inLeases("at_least: 0.99", "at_least: 99"))
                .isEqualTo("leases.yaml:16: 'at_least' must be a ratio from 0 to 1 with at most three decimals,"
                        + " such as 0.995, found '99'");
        assertThat(inLeases("guaranteed_clock_mhz: 1590", "guaranteed_clock_mhz: 1.59GHz"))
                .startsWith("leases.yaml:13: 'guaranteed_clock_mhz' must be a whole number");
    }

    @Test
    void aWrongReferenceIsToldWithWhatIsKnown() {
        assertThat(inSite("hall: h1\n    sku: H100", "hall: h2\n    sku: H100"))
                .contains("site.yaml:16: no hall is named 'h2'; known: h1");
        assertThat(
                        inSite(
                                "power: pdu-1\n    cooling: loop-1\n    source: {collector: c1, period: 1s}\n    nodes: [{prefix",
                                "power: pdu-9\n    cooling: loop-1\n    source: {collector: c1, period: 1s}\n    nodes: [{prefix"))
                .isEqualTo("site.yaml:19: no asset or group is named 'pdu-9'");
        assertThat(inSite("of: [cdu-1, cdu-2]", "of: [cdu-1, cdu-3]"))
                .isEqualTo("site.yaml:13: no asset or group is named 'cdu-3'");
        assertThat(inLeases("line: h100, blocks: [b1]", "line: h200, blocks: [b1]"))
                .isEqualTo("leases.yaml:18: lease 'acme' has no line 'h200'");
        assertThat(inLeases("h100, blocks: [b1]", "h100, blocks: [b7]"))
                .contains("leases.yaml:18: no block is named 'b7'; known: b1, b2");
        assertThat(inLeases("{lease: acme", "{lease: apex"))
                .isEqualTo("leases.yaml:18: no lease is named 'apex'; known: acme");
        assertThat(inLeases("scope: {blocks: [b1]}", "scope: {nodes: [n999]}"))
                .isEqualTo("leases.yaml:20: no node is named 'n999'");
    }

    @Test
    void anOverlapIsTold() {
        String again = "  - {lease: acme, line: h100, nodes: [n002], from: 2027-01-01T00:00:00Z}\nwindows:";
        assertThat(inLeases("windows:", again))
                .isEqualTo("leases.yaml:19: node 'n002' is already allocated to acme/h100 in that time;"
                        + " whole nodes are never shared");
        assertThat(inSite("nodes: [{node: extra-1, rack: r9}]", "nodes: [{node: n002, rack: r9}]"))
                .contains("site.yaml:30: node n002 stands twice (first at site.yaml:22); ids are unique");
        assertThat(inLeases("2026-09-01T00:00:00Z, gpus: 32", "2026-06-01T00:00:00Z, gpus: 32"))
                .isEqualTo("leases.yaml:15: milestones must follow each other in time");
    }

    @Test
    void abuttingAllocationsAreNoOverlap() {
        String leases = LEASES.replace(
                "blocks: [b1], from: 2026-06-01T00:00:00Z}",
                "blocks: [b1], from: 2026-06-01T00:00:00Z, to: 2026-07-01T00:00:00Z}\n"
                        + "  - {lease: acme, line: h100, blocks: [b1], from: 2026-07-01T00:00:00Z}");
        assertThat(read(SITE, leases).allocations()).hasSize(2);
    }

    @Test
    void aWrongDateIsTold() {
        assertThat(inLeases("to: 2029-06-01T00:00:00Z", "to: 2029-06-31T00:00:00Z"))
                .startsWith("leases.yaml:6: 'to' must be a date and time with an offset in whole seconds");
        assertThat(inLeases("to: 2029-06-01T00:00:00Z", "to: 2029-06-01T00:00:00"))
                .startsWith("leases.yaml:6: 'to' must be a date and time with an offset");
        assertThat(inLeases("to: 2029-06-01T00:00:00Z", "to: 2026-06-01T00:00:00Z"))
                .isEqualTo("leases.yaml:6: 'to' must be after 'from'");
        assertThat(inLeases("to: 2026-06-02T01:00:00Z", "to: 2026-06-01T01:00:00Z"))
                .isEqualTo("leases.yaml:20: 'to' must be after 'from'");
        assertThat(inLeases("from: 2026-06-02T00:00:00Z", "from: 2026-06-02T00:00:00.500Z"))
                .contains("leases.yaml:20: 'from' must be a date and time with an offset in whole seconds");
        assertThat(inLeases("zone: America/Chicago", "zone: America/Memphis"))
                .startsWith("leases.yaml:7: 'zone' must be a time zone");
    }

    @Test
    void aTermThatCannotBeJudgedIsRefusedWithASentence() {
        assertThat(inLeases("term: availability", "term: uptime"))
                .isEqualTo("leases.yaml:16: 'term' must be one of availability, performance, coverage, firm_power,"
                        + " thermal, pue, throughput, found 'uptime'");
    }

    @Test
    void aBoostClockCannotBeGuaranteed() {
        assertThat(inLeases("guaranteed_clock_mhz: 1590", "guaranteed_clock_mhz: 1981"))
                .isEqualTo("leases.yaml:13: guaranteed clock 1981 MHz is above the SKU's reference clock 1980 MHz:"
                        + " a boost clock cannot be guaranteed");
    }

    @Test
    void aNodeOfAnotherSkuCannotBeAllocated() {
        assertThat(inLeases("blocks: [b1], from", "blocks: [b2], from"))
                .isEqualTo("leases.yaml:18: node 'extra-1' has SKU B200, the line obliges H100");
    }

    @Test
    void aNumberThatMakesNoSenseIsRefused() {
        assertThat(inSite("hold: 3s", "hold: 0s"))
                .contains("'hold' must be longer than nothing, or no reading is ever in force");
        assertThat(inLeases("price_per_month: 1000000", "price_per_month: -1"))
                .isEqualTo("leases.yaml:8: 'price_per_month' must not be negative");
    }

    @Test
    void anAllocationOutsideTheTermOfItsLeaseIsRefused() {
        assertThat(inLeases("blocks: [b1], from: 2026", "blocks: [b1], from: 2036"))
                .contains("the allocation lies outside the lease's term, 2026-06-01T00:00:00Z to ");
    }

    @Test
    void aSiteInABrokenDocumentIsNotMissedBesides() {
        assertThatThrownBy(() -> read(SITE.replace("hall: h1", "hall: [h1"), LEASES))
                .hasMessageContaining("not readable as YAML")
                .hasMessageNotContaining("no document has a 'site' section");
    }

    @Test
    void slotAndIntervalMustFit() {
        assertThat(inSite("slot: 1s", "slot: 3s"))
                .isEqualTo("site.yaml:1: 'slot' must be whole seconds and a divisor of the interval");
        assertThat(inSite("interval: 10s", "interval: 12s"))
                .contains("'interval' must be one of 10s, 15s, 20s, 30s, 60s, 300s, 600s, 900s");
    }

    @Test
    void aGroupThatContainsItselfIsRefused() {
        assertThat(inSite("of: [cdu-1, cdu-2]}", "of: [cdu-1, loop-2]}\n  - {group: loop-2, needs: 1, of: [loop-1]}"))
                .contains("group 'loop-1' contains itself through 'loop-2'");
    }

    @Test
    void aDuplicateKeyAndBrokenTextAreTold() {
        assertThat(inLeases("currency: USD", "currency: USD\n    currency: EUR"))
                .isEqualTo("leases.yaml:10: key 'currency' stands twice; keep one");
        assertThat(inLeases("tenant: acme", "tenant: [acme"))
                .contains("leases.yaml:")
                .contains("not readable as YAML");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        String site = SITE.replace("hold: 3s", "hold: soon").replace("hall: h1", "hall: h9");
        String leases = LEASES.replace("price_per_month: 1000000", "price_per_month: much");
        List<String> problems = problems(site, leases);
        assertThat(problems)
                .anyMatch(line -> line.startsWith("site.yaml:9:"))
                .anyMatch(line -> line.startsWith("site.yaml:10:"))
                .anyMatch(line -> line.startsWith("site.yaml:16:"))
                .anyMatch(line -> line.startsWith("leases.yaml:8:"));
        assertThatThrownBy(() -> read(site, leases)).hasMessage(String.join("\n", problems));
    }

    @Test
    void aRegistryWithoutASiteIsRefused() {
        assertThatThrownBy(() -> RegistryReader.read(List.of(new Document("leases.yaml", LEASES)), 1))
                .hasMessageContaining("no document has a 'site' section");
    }
}
