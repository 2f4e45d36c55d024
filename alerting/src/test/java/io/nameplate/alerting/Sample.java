/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting;

import io.nameplate.model.language.Document;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small site and results for it, as the tests of this module know them: one lease of 512 GPUs, 10 s intervals. */
public final class Sample {

    /** The first interval. */
    public static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    /** GPU-milliseconds that the line obliges per interval. */
    public static final long CONTRACTED = 512L * 10_000;

    private Sample() {}

    public static List<Document> registry() {
        return List.of(new Document("site.yaml", text(0.99)));
    }

    public static String text(double availability) {
        return """
                site: {site: memphis, zone: America/Chicago, slot: 1s, interval: 10s, deadline: 5m}
                halls: [h1]
                skus: [{sku: H100-SXM5, reference_clock_mhz: 1980}]
                collectors: [{collector: c1, halls: [h1]}]
                assets:
                  - {asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
                  - {asset: cdu-1, kind: cdu, collector: c1, hold: 3s, up: [{point: coolant_flow, min: 0.002}]}
                blocks:
                  - block: b1
                    hall: h1
                    sku: H100-SXM5
                    gpus_per_node: 8
                    power: pdu-1
                    cooling: cdu-1
                    source: {collector: c1, period: 1s}
                    nodes: [{prefix: h1-n, first: 1, count: 64, rack_prefix: h1-r, nodes_per_rack: 8}]
                leases:
                  - lease: acme-17
                    supplier: Memphis Compute
                    tenant: acme
                    from: 2026-06-01T00:00:00Z
                    to: 2029-06-01T00:00:00Z
                    zone: America/Chicago
                    price_per_month: 1000000
                    currency: USD
                    lines:
                      - line: h100
                        sku: H100-SXM5
                        guaranteed_clock_mhz: 1590
                        contracted_limit_w: 700
                        ramp: [{from: 2026-06-01T00:00:00Z, gpus: 512}]
                    terms: [{term: availability, at_least: %s}, {term: coverage, at_least: 0.9}]
                    contacts: [sre@acme.example]
                allocations:
                  - {lease: acme-17, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}
                """.formatted(availability);
    }

    public static Instant interval(int index) {
        return START.plusSeconds(10L * index);
    }

    /** A result of interval {@code index} with so many GPU-milliseconds lost to a loss state, the rest utilized. */
    public static Map<String, Object> result(int index, int counter, String status, String state, long lost) {
        Map<String, Object> states = new TreeMap<>();
        if (lost > 0) {
            states.put(state, lost);
        }
        if (lost < CONTRACTED) {
            states.put("UTILIZED", CONTRACTED - lost);
        }
        Map<String, Object> content = new TreeMap<>();
        content.put("blocks", lost > 0 ? Map.of("b1", Map.of(state, lost)) : Map.of());
        content.put("causes", Map.of());
        content.put("contracted_gpu_ms", CONTRACTED);
        content.put("interval_s", 10);
        content.put("interval_start", interval(index).toString());
        content.put("lease", "acme-17");
        content.put("line", "h100");
        content.put("registry_version", 1);
        content.put("rule_version", "nameplate-1");
        content.put("states", states);
        boolean unmeasured = state.equals("UNMEASURED");
        long value = (CONTRACTED - lost) * 1000 / CONTRACTED;
        Map<String, Object> availability = new LinkedHashMap<>();
        availability.put("term", "availability");
        availability.put("verdict", unmeasured && lost > 0 ? "not_assessed" : value < 990 ? "breached" : "met");
        availability.put("value_per_mille", unmeasured && lost > 0 ? null : value);
        availability.put("at_least_per_mille", 990);
        availability.put("layer", lost > 0 ? layer(state) : null);
        availability.put("layers", lost > 0 ? Map.of(layer(state), lost) : Map.of());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("counter", counter);
        result.put("status", status);
        result.put("provenance", "%064x".formatted(counter));
        result.put("content", content);
        result.put("judgements", List.of(availability));
        result.put(
                "worst_nodes",
                lost > 0
                        ? List.of(Map.of(
                                "node",
                                "h1-n001",
                                "rack",
                                "h1-r001",
                                "block",
                                "b1",
                                "state",
                                state,
                                "since",
                                START.toString(),
                                "lost_gpu_ms",
                                Math.min(lost, 80_000)))
                        : List.of());
        return result;
    }

    private static String layer(String state) {
        return switch (state) {
            case "UNCOOLED" -> "cooling";
            case "UNPOWERED" -> "power";
            case "FAULTED" -> "hardware";
            case "UNMEASURED" -> "telemetry";
            default -> throw new IllegalArgumentException(state);
        };
    }

    public static Map<String, Object> batch(long generation, List<Map<String, Object>> results) {
        return Map.of("generation", generation, "job", "test", "results", results);
    }
}
