/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.util.ArrayList;
import java.util.List;

/** The site that is measured: 27,500 nodes of 8 GPUs in two halls, 110 blocks on their own PDUs, ten cooling loops. */
final class BenchSite {

    static final String COLLECTOR = "c1";
    static final int GPUS = 8;
    static final int REFERENCE_MHZ = 1980;
    static final int GUARANTEED_MHZ = 1590;
    static final int LIMIT_W = 700;
    static final int LOOPS = 10;
    static final int NODES_PER_BLOCK = 250;

    private static final int BLOCKS_PER_LOOP = 11;

    private BenchSite() {}

    /** The whole site, or its first blocks. */
    static Registry registry(int blocks, int slotSeconds, int intervalSeconds) {
        String text = yaml(blocks, slotSeconds, intervalSeconds);
        return RegistryReader.read(List.of(new Document("bench.yaml", text)), 1);
    }

    /** Its registry as a ledger would hold it: two leases. */
    static String yaml(int blocks, int slotSeconds, int intervalSeconds) {
        int first = blocks * 7 / 11;
        return yaml(slotSeconds, intervalSeconds, List.of(first, blocks - first));
    }

    /** The same with so many blocks for each lease, one behind the other. */
    static String yaml(int slotSeconds, int intervalSeconds, List<Integer> blocksOfLeases) {
        int blocks = blocksOfLeases.stream().mapToInt(Integer::intValue).sum();
        StringBuilder yaml = new StringBuilder();
        yaml.append(
                "site: {site: bench, zone: UTC, slot: %ds, interval: %ds}\n".formatted(slotSeconds, intervalSeconds));
        yaml.append("halls: [h1, h2]\n");
        yaml.append("skus: [{sku: H100, reference_clock_mhz: %d}]\n".formatted(REFERENCE_MHZ));
        yaml.append("collectors: [{collector: c1, halls: [h1, h2]}]\n");
        StringBuilder groups = new StringBuilder("groups:\n");
        StringBuilder rows = new StringBuilder("blocks:\n");
        yaml.append("assets:\n");
        for (int loop = 0; loop < LOOPS; loop++) {
            List<String> units = new ArrayList<>();
            for (int unit = 0; unit < 3; unit++) {
                units.add(cdu(loop, unit));
                yaml.append(asset(cdu(loop, unit), "flow", "1"));
            }
            groups.append("  - {group: loop-%d, needs: 2, of: %s}\n".formatted(loop, units));
        }
        for (int block = 0; block < blocks; block++) {
            yaml.append(asset(pdu(block), "voltage", "180"));
            rows.append(("  - {block: %s, hall: %s, sku: H100, gpus_per_node: %d, power: %s, cooling: loop-%d, "
                            + "source: {collector: c1, period: 1s}, nodes: [{prefix: %s-n, first: 1, count: %d, "
                            + "rack_prefix: %s-r, nodes_per_rack: 8}]}\n")
                    .formatted(
                            block(block),
                            block < 55 ? "h1" : "h2",
                            GPUS,
                            pdu(block),
                            block / BLOCKS_PER_LOOP,
                            block(block),
                            NODES_PER_BLOCK,
                            block(block)));
        }
        yaml.append(groups).append(rows).append("leases:\n");
        StringBuilder allocations = new StringBuilder("allocations:\n");
        int first = 0;
        for (int lease = 0; lease < blocksOfLeases.size(); lease++) {
            int end = first + blocksOfLeases.get(lease);
            lease(yaml, "lease-" + lease, end - first);
            allocation(allocations, "lease-" + lease, first, end);
            first = end;
        }
        return yaml.append(allocations).toString();
    }

    static String pdu(int block) {
        return "pdu-%03d".formatted(block);
    }

    static String cdu(int loop, int unit) {
        return "cdu-%d-%d".formatted(loop, unit);
    }

    private static String block(int block) {
        return "b%03d".formatted(block);
    }

    private static String asset(String id, String point, String min) {
        return "  - {asset: %s, kind: plant, collector: c1, hold: 3s, up: [{point: %s, min: %s}]}\n"
                .formatted(id, point, min);
    }

    private static void lease(StringBuilder yaml, String lease, int blocks) {
        yaml.append("""
                  - lease: %s
                    supplier: Bench Compute
                    tenant: %s
                    from: 2026-06-01T00:00:00Z
                    to: 2029-06-01T00:00:00Z
                    zone: UTC
                    price_per_month: 1000000
                    currency: USD
                    lines:
                      - line: h100
                        sku: H100
                        guaranteed_clock_mhz: %d
                        contracted_limit_w: %d
                        ramp: [{from: 2026-06-01T00:00:00Z, gpus: %d}]
                    terms: [{term: availability, at_least: 0.99}, {term: performance, at_least: 0.98},
                            {term: coverage, at_least: 0.9}]
                """.formatted(lease, lease, GUARANTEED_MHZ, LIMIT_W, blocks * NODES_PER_BLOCK * GPUS));
    }

    private static void allocation(StringBuilder yaml, String lease, int from, int to) {
        List<String> blocks = new ArrayList<>();
        for (int block = from; block < to; block++) {
            blocks.add(block(block));
        }
        yaml.append("  - {lease: %s, line: h100, blocks: %s, from: 2026-06-01T00:00:00Z}\n".formatted(lease, blocks));
    }
}
