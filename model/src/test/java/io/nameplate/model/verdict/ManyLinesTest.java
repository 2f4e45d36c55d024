/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Two leases, two SKUs, nodes of 2 GPUs each: h1, h2 and h3 of H100, b1 and b2 of B200. Slots of 5 s, intervals of 10 s;
 * a full interval of one GPU is 10,000 GPU-ms.
 */
class ManyLinesTest {

    private static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final LineKey ACME_H100 = key("acme", "h100");
    private static final LineKey ACME_B200 = key("acme", "b200");
    private static final LineKey BETA_H100 = key("beta", "h100");
    private static final long BUSY = Evidence.data(0, 0, 1980, 2000, 700, Work.WORKING);
    private static final long DEAD = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false);

    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}, {sku: B200, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: pdu-1, kind: pdu, collector: c1, hold: 60s, up: [{point: voltage, min: 180}]}
            blocks:
              - {block: bh, hall: h1, sku: H100, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: h, count: 3}]}
              - {block: bb, hall: h1, sku: B200, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: b, count: 2}]}
            leases:
              - lease: acme
                supplier: Memphis Compute
                tenant: acme
                from: 2026-06-01T00:00:00Z
                to: 2027-06-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines:
                  - {line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                     ramp: [{from: 2026-06-01T00:00:00Z, gpus: 4}]}
                  - {line: b200, sku: B200, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                     ramp: [{from: 2026-06-01T00:00:00Z, gpus: 2}]}
                terms: [{term: availability, at_least: 0.99}]
              - lease: beta
                supplier: Memphis Compute
                tenant: beta
                from: 2026-06-01T00:00:00Z
                to: 2027-06-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                maintenance_notice: 72h
                lines:
                  - {line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                     ramp: [{from: 2026-06-01T00:00:00Z, gpus: 2}]}
                terms: [{term: availability, at_least: 0.99}]
            """;

    private static final String STEADY = held("acme", "h100", "h001, h002", "")
            + held("acme", "b200", "b001, b002", "")
            + held("beta", "h100", "h003", "");

    private final HallEvidence evidence = new HallEvidence(START, 10, 5);
    private String allocations = STEADY;
    private String windows = "";

    private static LineKey key(String lease, String line) {
        return new LineKey(new LeaseId(lease), new LineId(line));
    }

    private static String held(String lease, String line, String nodes, String times) {
        String from = times.contains("from:") ? "" : ", from: 2026-06-01T00:00:00Z";
        return "  - {lease: " + lease + ", line: " + line + ", nodes: [" + nodes + "]" + from + times + "}\n";
    }

    private ManyLinesTest node(String node, long code) {
        evidence.mergeRun(node, 0, 0, 2, code);
        evidence.mergeRun(node, 1, 0, 2, code);
        return this;
    }

    private ManyLinesTest allBusy() {
        for (String node : List.of("h001", "h002", "h003", "b001", "b002")) {
            node(node, BUSY);
        }
        return this;
    }

    private LineResult settle(LineKey key) {
        String text = SITE + "allocations:\n" + allocations + (windows.isEmpty() ? "" : "windows:\n" + windows);
        Registry registry = RegistryReader.read(List.of(new Document("site.yaml", text)), 1);
        PlantTimeline plant = new PlantTimeline();
        plant.merge("pdu-1", "voltage", (START - 1) * 1000, 230);
        Verdict verdict = new Verdict(registry);
        HallPart part =
                verdict.hallParts(new HallId("h1"), START, evidence, plant).get(key);
        return verdict.line(key, START, part == null ? List.of() : List.of(part));
    }

    private Map<State, Long> states(LineKey key) {
        return settle(key).content().states();
    }

    private static Judgement.Outcome availability(LineResult result) {
        return result.judgements().stream()
                .filter(judgement -> judgement.term() == Term.Kind.AVAILABILITY)
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    @Test
    void aSurplusOfOneSkuNeverHidesAShortageOfAnother() {
        for (String node : List.of("h001", "b001", "b002")) {
            node(node, BUSY);
        }
        node("h002", DEAD);
        LineResult shortOf = settle(ACME_H100);
        LineResult surplus = settle(ACME_B200);
        // h100: 4 obliged, 2 at work, 2 dead; b200: 2 obliged, 4 at work
        assertThat(shortOf.content().states()).isEqualTo(Map.of(State.UTILIZED, 20_000L, State.FAULTED, 20_000L));
        assertThat(availability(shortOf)).isEqualTo(Judgement.Outcome.BREACHED);
        assertThat(surplus.content().states()).isEqualTo(Map.of(State.UTILIZED, 20_000L));
        assertThat(surplus.content().contractedGpuMs()).isEqualTo(20_000);
        assertThat(availability(surplus)).isEqualTo(Judgement.Outcome.MET);
    }

    @Test
    void aNodeThatMovesBetweenLeasesInsideASlotCountsForEachByMilliseconds() {
        allBusy();
        allocations = held("acme", "h100", "h001", "")
                + held("acme", "h100", "h002", ", to: 2026-06-01T12:00:07Z")
                + held("beta", "h100", "h002", ", from: 2026-06-01T12:00:07Z");
        // 7 s of h2 are acme's, 3 s beta's; acme obliges 4 and had them, beta obliges 2 and never had one
        assertThat(states(ACME_H100)).isEqualTo(Map.of(State.UTILIZED, 34_000L, State.WITHDRAWN, 6_000L));
        assertThat(states(BETA_H100)).isEqualTo(Map.of(State.UNCOMMISSIONED, 14_000L, State.UTILIZED, 6_000L));
    }

    @Test
    void aDeadNodeThatMovesTakesItsLossAlong() {
        node("h001", BUSY).node("h002", DEAD);
        allocations = held("acme", "h100", "h001", "")
                + held("acme", "h100", "h002", ", to: 2026-06-01T12:00:01Z")
                + held("beta", "h100", "h002", ", from: 2026-06-01T12:00:01Z");
        assertThat(states(ACME_H100))
                .isEqualTo(Map.of(State.UTILIZED, 20_000L, State.FAULTED, 2_000L, State.WITHDRAWN, 18_000L));
        assertThat(states(BETA_H100)).isEqualTo(Map.of(State.UNCOMMISSIONED, 2_000L, State.FAULTED, 18_000L));
    }

    @Test
    void aNodeMovesBetweenLinesOfAnotherLeaseAndBackInOneInterval() {
        allBusy();
        allocations = held("acme", "h100", "h001, h002", "")
                + held("acme", "h100", "h003", ", to: 2026-06-01T12:00:02Z")
                + held("beta", "h100", "h003", ", from: 2026-06-01T12:00:02Z, to: 2026-06-01T12:00:09Z")
                + held("acme", "h100", "h003", ", from: 2026-06-01T12:00:09Z");
        // acme obliges 4 and always has them, so its surplus of 3 s shows nowhere
        assertThat(states(ACME_H100)).isEqualTo(Map.of(State.UTILIZED, 40_000L));
        assertThat(states(BETA_H100))
                .as("2 s before anything was accepted, 7 s, 1 s withdrawn")
                .isEqualTo(Map.of(State.UNCOMMISSIONED, 4_000L, State.UTILIZED, 14_000L, State.WITHDRAWN, 2_000L));
    }

    @Test
    void whatIsWithdrawnAfterAcceptanceBreachesAndNeverBecomesUncommissionedAgain() {
        allBusy();
        allocations = held("acme", "h100", "h001, h002", ", to: 2026-06-01T12:00:00Z");
        LineResult result = settle(ACME_H100);
        assertThat(result.content().states()).isEqualTo(Map.of(State.WITHDRAWN, 40_000L));
        assertThat(result.content().blocks()).isEmpty();
        assertThat(availability(result)).isEqualTo(Judgement.Outcome.BREACHED);
    }

    private static String maintenance(String noticed) {
        return "  - {id: mw, state: excluded, from: 2026-06-01T12:00:00Z, to: 2026-06-01T12:00:07Z" + noticed
                + ", reason: test}\n";
    }

    @Test
    void maintenanceNoticedTooLateIsExcludedOnlyForTheLeaseThatAsksForNoNotice() {
        allBusy();
        for (String node : List.of("h002", "h003")) {
            evidence.merge(evidenceOf(node));
        }
        String[] late = {"", ", noticed: 2026-05-29T12:00:01Z", ", noticed: 2026-06-01T12:00:03Z"};
        for (String noticed : late) {
            windows = maintenance(noticed);
            assertThat(states(ACME_H100))
                    .isEqualTo(Map.of(State.UTILIZED, 20_000L, State.EXCLUDED, 14_000L, State.UNMEASURED, 6_000L));
            assertThat(states(BETA_H100)).isEqualTo(Map.of(State.UNMEASURED, 20_000L));
        }
        windows = maintenance(", noticed: 2026-05-29T12:00:00Z");
        assertThat(states(BETA_H100))
                .as("72 h to the second")
                .isEqualTo(Map.of(State.EXCLUDED, 14_000L, State.UNMEASURED, 6_000L));
    }

    /** Data of a busy node that contradicts itself: a conflict, so a loss that only a window can explain. */
    private static HallEvidence evidenceOf(String node) {
        HallEvidence other = new HallEvidence(START, 10, 5);
        other.mergeRun(node, 0, 0, 2, Evidence.data(0, 0, 1200, 2000, 700, Work.WORKING));
        other.mergeRun(node, 1, 0, 2, Evidence.data(0, 0, 1200, 2000, 700, Work.WORKING));
        return other;
    }

    @Test
    void aWindowWhoseNoticeWasNotKeptCutsNothing() {
        node("h003", Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false));
        windows = maintenance("");
        assertThat(states(BETA_H100)).isEqualTo(Map.of(State.FAULTED, 20_000L));
        String without =
                settle(BETA_H100).content().sha256() + settle(BETA_H100).provenance();
        windows = "";
        assertThat(settle(BETA_H100).content().sha256() + settle(BETA_H100).provenance())
                .isEqualTo(without);
    }

    @Test
    void eventsAndOrdersNeedNoNotice() {
        node("h003", DEAD);
        for (State state : List.of(State.OUTSIDE_CONTROL, State.CURTAILED)) {
            windows = maintenance("").replace("excluded", state.name().toLowerCase(Locale.ROOT));
            assertThat(states(BETA_H100)).isEqualTo(Map.of(state, 14_000L, State.FAULTED, 6_000L));
        }
    }

    @Test
    void anEventOutsideControlIsNoBreachWhileItLastsAndTheRestIs() {
        node("h003", DEAD);
        windows = "  - {id: flood, state: outside_control, from: 2026-06-01T11:00:00Z, to: 2026-06-01T13:00:00Z,"
                + " scope: {leases: [beta]}, reason: river}\n";
        LineResult all = settle(BETA_H100);
        assertThat(all.content().states()).isEqualTo(Map.of(State.OUTSIDE_CONTROL, 20_000L));
        assertThat(availability(all)).as("nothing is left to oblige").isEqualTo(Judgement.Outcome.NOT_ASSESSED);
        node("h001", DEAD).node("h002", BUSY);
        assertThat(states(ACME_H100))
                .as("the event is not acme's")
                .isEqualTo(Map.of(State.FAULTED, 20_000L, State.UTILIZED, 20_000L));
        windows = windows.replace("to: 2026-06-01T13:00:00Z", "to: 2026-06-01T12:00:09Z");
        LineResult most = settle(BETA_H100);
        assertThat(most.content().states()).isEqualTo(Map.of(State.OUTSIDE_CONTROL, 18_000L, State.FAULTED, 2_000L));
        assertThat(availability(most)).isEqualTo(Judgement.Outcome.BREACHED);
    }

    @Test
    void aLimitIsCurtailedWhileAnOrderHoldsAndTheOperatorsOwnAfterIt() {
        node("h003", Evidence.data(0, 0x4, 1200, 2000, 500, Work.WORKING));
        windows = "  - {id: o-7, state: curtailed, from: 2026-06-01T12:00:00Z, to: 2026-06-01T12:00:06Z,"
                + " scope: {nodes: [h003]}, reason: grid}\n";
        LineResult result = settle(BETA_H100);
        // 1200 of 1600 MHz: a quarter lost of 2 GPUs; 6 s under the order, 4 s not
        assertThat(result.content().states())
                .isEqualTo(Map.of(State.CURTAILED, 3_000L, State.OPERATOR_LIMITED, 2_000L, State.UTILIZED, 15_000L));
        assertThat(availability(result)).isEqualTo(Judgement.Outcome.BREACHED);
    }
}
