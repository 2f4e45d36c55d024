/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.util.List;

/** Small registries for tests. */
public final class Sites {

    public static final CollectorId C1 = new CollectorId("c1");

    private Sites() {}

    /** Two blocks of one hall and collector, {@code nodes} nodes of two GPUs each; period and slot in seconds. */
    public static Registry small(int nodes, int slot, int period) {
        return small(nodes, slot, period, 1);
    }

    /** The same as a later version. */
    public static Registry small(int nodes, int slot, int period, int version) {
        return RegistryReader.read(
                List.of(new Document("site.yaml", """
                        site: {site: t, zone: UTC, slot: %ds, interval: 60s}
                        halls: [h1]
                        skus: [{sku: X, reference_clock_mhz: 1980}]
                        collectors: [{collector: c1, halls: [h1]}, {collector: c2, halls: [h1]}]
                        assets:
                          - {asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
                          - {asset: pdu-2, kind: pdu, collector: c2, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
                        blocks:
                          - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                             source: {collector: c1, period: %ds}, nodes: [{prefix: n, count: %d}]}
                          - {block: b2, hall: h1, sku: X, gpus_per_node: 2, power: pdu-2, cooling: pdu-2,
                             source: {collector: c2, period: %ds}, nodes: [{prefix: m, count: 1}]}
                        """.formatted(slot, period, nodes, period))), version);
    }

    public static NodeId node(int number) {
        return new NodeId(RegistryReader.numbered("n", number));
    }
}
