/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.time.Instant;
import java.util.List;

/**
 * Two blocks of a node of 4 GPUs (b1 with n1, b2 with n2), two UPS, two CDUs that measure their supply, and a meter of each block
 * and of the site: for tests of what rests on plant that are worked out by hand. Slots of 5 s, intervals of 10 s.
 */
final class PlantSite {

    static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    static final LineKey KEY = new LineKey(new LeaseId("acme"), new LineId("h100"));
    static final HallId HALL = new HallId("h1");

    private static final String TEXT = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: ups-1, kind: ups, collector: c1, hold: 30s, capacity_kw: 6, up: [{point: voltage, min: 180}]}
              - {asset: ups-2, kind: ups, collector: c1, hold: 30s, capacity_kw: SECOND_KW, up: [{point: voltage, min: 180}]}
              - {asset: cdu-1, kind: cdu, collector: c1, hold: 30s, up: [{point: pump, min: 1}],
                 meters: [{measures: supply_temperature, point: warm, blocks: [FIRST_CDU]},
                          {measures: flow, point: flow, blocks: [FIRST_CDU]}]}
              - {asset: cdu-2, kind: cdu, collector: c1, hold: 30s, up: [{point: pump, min: 1}],
                 meters: [{measures: supply_temperature, point: warm, blocks: [SECOND_CDU]},
                          {measures: flow, point: flow, blocks: [SECOND_CDU]}]}
              - {asset: m-b1, kind: meter, collector: c1, hold: 3s,
                 meters: [{measures: it_energy, point: energy, blocks: [b1], max_w: 100000}]}
              - {asset: m-b2, kind: meter, collector: c1, hold: 3s,
                 meters: [{measures: it_energy, point: energy, blocks: [b2], max_w: 100000}]}
              - {asset: m-site, kind: meter, collector: c1, hold: 3s,
                 meters: [{measures: facility_energy, point: energy, blocks: [b1, b2], max_w: 100000}]}
            groups: [{group: power, needs: 1, of: [ups-1, ups-2]}, {group: loop, needs: 1, of: [cdu-1, cdu-2]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 4, power: FIRST_PATH,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}]}
              - {block: b2, hall: h1, sku: H100, gpus_per_node: 4, power: SECOND_PATH,
                 source: {collector: c1, period: 1s}, nodes: [{node: n2, rack: r2}]}
            leases:
              - {lease: acme, supplier: Memphis Compute, tenant: acme, from: 2026-06-01T00:00:00Z,
                 to: 2027-06-01T00:00:00Z, zone: UTC, price_per_month: 1000, currency: USD,
                 lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700, firm_mw: FIRM,
                          ramp: [{from: 2026-06-01T00:00:00Z, gpus: CONTRACTED}]}],
                 terms: [TERMS]}
            allocations: [{lease: acme, line: h100, blocks: [HELD], from: 2026-06-01T00:00:00Z}]
            """;

    private PlantSite() {}

    /**
     * Both blocks may use either UPS, of 6 and 4 kW, and either CDU. The line holds b1, so half of everything: 4 GPUs, firm with 4 kW.
     *
     * @param windows the registry's windows, or nothing
     */
    static Registry shared(String terms, String windows) {
        return read(TEXT.replace("SECOND_KW", "4")
                        .replace("FIRST_CDU", "b1, b2")
                        .replace("SECOND_CDU", "b1, b2")
                        .replace("FIRST_PATH", "power, cooling: loop")
                        .replace("SECOND_PATH", "power, cooling: loop")
                        .replace("FIRM", "0.004")
                        .replace("CONTRACTED", "4")
                        .replace("HELD", "b1")
                        .replace("TERMS", terms)
                + windows);
    }

    /** Each block has a UPS of 6 kW and a CDU of its own. The line holds both, firm with 10 kW. */
    static Registry apart(String terms, int contracted) {
        return read(TEXT.replace("SECOND_KW", "6")
                .replace("FIRST_CDU", "b1")
                .replace("SECOND_CDU", "b2")
                .replace("FIRST_PATH", "ups-1, cooling: cdu-1")
                .replace("SECOND_PATH", "ups-2, cooling: cdu-2")
                .replace("FIRM", "0.01")
                .replace("CONTRACTED", String.valueOf(contracted))
                .replace("HELD", "b1, b2")
                .replace("TERMS", terms));
    }

    private static Registry read(String text) {
        return RegistryReader.read(List.of(new Document("site.yaml", text)), 1);
    }
}
