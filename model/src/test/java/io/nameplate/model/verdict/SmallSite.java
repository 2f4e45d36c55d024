/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One hall, two blocks, one lease, for tests that are worked out by hand: block b1 has node n1 with 4 GPUs on pdu-1 and
 * loop-1 (2 of 3 CDUs), block b2 has node n2 with 4 GPUs on the same. Slots of 5 s, intervals of 10 s; a full interval
 * of one GPU is 10,000 GPU-ms. Reference clock 2000 MHz, guaranteed 1600 MHz, contracted limit 700 W.
 */
public final class SmallSite {

    static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    static final LineKey KEY = new LineKey(new LeaseId("acme"), new LineId("h100"));
    static final HallId HALL = new HallId("h1");

    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: pdu-1, kind: pdu, collector: c1, hold: 60s, up: [{point: voltage, min: 180}]}
              - {asset: cdu-1, kind: cdu, collector: c1, hold: 60s, up: [{point: flow, min: 1}]}
              - {asset: cdu-2, kind: cdu, collector: c1, hold: 60s, up: [{point: flow, min: 1}]}
              - {asset: cdu-3, kind: cdu, collector: c1, hold: 60s, up: [{point: flow, min: 1}]}
            groups: [{group: loop-1, needs: 2, of: [cdu-1, cdu-2, cdu-3]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 4, power: pdu-1, cooling: loop-1,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}]}
              - {block: b2, hall: h1, sku: H100, gpus_per_node: 4, power: pdu-1, cooling: loop-1,
                 source: {collector: c1, period: 1s}, nodes: [{node: n2, rack: r2}]}
            """;

    private static final String LEASE = """
            leases:
              - lease: acme
                supplier: Memphis Compute
                tenant: acme
                from: 2026-06-01T00:00:00Z
                to: UNTIL
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines:
                  - {line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700, ramp: [RAMP]}
                terms: [{term: availability, at_least: 0.99}, {term: performance, at_least: 0.98},
                        {term: coverage, at_least: 0.9}]
                unreachable_after: 120s
            EXTRA
            """;

    private String ramp = "{from: 2026-06-01T00:00:00Z, gpus: 4}";
    private String until = "2027-06-01T00:00:00Z";
    private String extra = "";
    private String allocations = "allocations: [{lease: acme, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}]\n";
    private String windows = "";
    private final HallEvidence evidence = new HallEvidence(START, 10, 5);
    private final PlantTimeline plant = new PlantTimeline();

    public SmallSite ramp(String milestones) {
        ramp = milestones;
        return this;
    }

    /** When the lease ends. */
    public SmallSite until(String instant) {
        until = instant;
        return this;
    }

    /** One more key of the lease, such as {@code tenant_operates: true}. */
    public SmallSite lease(String key) {
        extra += "    " + key + "\n";
        return this;
    }

    SmallSite allocations(String items) {
        allocations = "allocations: [" + items + "]\n";
        return this;
    }

    SmallSite windows(String items) {
        windows = "windows: [" + items + "]\n";
        return this;
    }

    /** Every GPU of a node shows a code in both slots. */
    SmallSite node(String node, long code) {
        for (int gpu = 0; gpu < 4; gpu++) {
            gpu(node, gpu, code);
        }
        return this;
    }

    SmallSite gpu(String node, int gpu, long code) {
        evidence.mergeRun(node, gpu, 0, 2, code);
        return this;
    }

    SmallSite slot(String node, int gpu, int slot, long code) {
        evidence.merge(node, gpu, slot, code);
        return this;
    }

    SmallSite powered(boolean on) {
        return reading("pdu-1", "voltage", -1, on ? 230 : 0);
    }

    SmallSite cooled(boolean on) {
        for (int cdu = 1; cdu <= 3; cdu++) {
            reading("cdu-" + cdu, "flow", -1, on ? 8 : 0);
        }
        return this;
    }

    /** A plant reading so many seconds after the interval began. */
    SmallSite reading(String asset, String point, int second, double value) {
        plant.merge(asset, point, (START + second) * 1000, value);
        return this;
    }

    public Registry registry() {
        String lease = LEASE.replace("UNTIL", until).replace("RAMP", ramp).replace("EXTRA\n", extra);
        return RegistryReader.read(List.of(new Document("site.yaml", SITE + lease + allocations + windows)), 1);
    }

    LineResult settle() {
        return settle(registry());
    }

    HallPart part(Registry registry) {
        return Verdict.hallParts(registry, HALL, START, evidence, plant).get(KEY);
    }

    LineResult settle(Registry registry) {
        Map<LineKey, HallPart> parts = Verdict.hallParts(registry, HALL, START, evidence, plant);
        return Verdict.line(registry, KEY, START, parts.values());
    }

    /** The states of the interval's result. */
    Map<State, Long> states() {
        return settle().content().states();
    }
}
