/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A site of two halls and two collectors: a lease with a line in both halls, one in the first, one with no node. */
public final class TwoHalls {

    public static final long START = 1_780_272_000L; // 2026-06-01T00:00:00Z

    private TwoHalls() {}

    public static final String TEXT = """
            site: {site: tiny, zone: UTC, slot: 1s, interval: 10s, deadline: 5m}
            halls: [h1, h2]
            skus:
              - {sku: G, reference_clock_mhz: 1980}
            collectors:
              - {collector: c1, halls: [h1]}
              - {collector: c2, halls: [h2]}
            assets:
              - {asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
              - {asset: cdu-1, kind: cdu, collector: c1, hold: 3s, up: [{point: water_flow, min: 0.002}]}
              - {asset: pdu-2, kind: pdu, collector: c2, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
            blocks:
              - block: b1
                hall: h1
                sku: G
                gpus_per_node: 2
                power: pdu-1
                cooling: cdu-1
                source: {collector: c1, period: 1s}
                nodes: [{node: n1-1, rack: r1}, {node: n1-2, rack: r1}, {node: n1-3, rack: r2}]
              - block: b2
                hall: h2
                sku: G
                gpus_per_node: 2
                power: pdu-2
                cooling: cdu-1
                source: {collector: c2, period: 1s}
                nodes: [{node: n2-1, rack: r3}, {node: n2-2, rack: r3}]
            leases:
              - lease: both
                supplier: Tiny Compute
                tenant: acme
                from: 2026-06-01T00:00:00Z
                to: 2029-06-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines:
                  - {line: wide, sku: G, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, ramp: [{from: "2026-06-01T00:00:00Z", gpus: 7}]}
                terms: [{term: availability, at_least: 0.99}, {term: performance, at_least: 0.98}, {term: coverage, at_least: 0.9}]
                contacts: [sre@acme.example]
              - lease: late
                supplier: Tiny Compute
                tenant: umbrella
                from: 2026-06-01T00:00:00Z
                to: 2029-06-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines:
                  - {line: empty, sku: G, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, ramp: [{from: "2026-06-01T00:00:00Z", gpus: 4}]}
                terms: [{term: availability, at_least: 0.99}]
                contacts: [sre@umbrella.example]
            allocations:
              - {lease: both, line: wide, nodes: [n1-1, n1-2, n2-1, n2-2], from: 2026-06-01T00:00:00Z}
            """;

    public static Registry registry(long version) {
        return registry(TEXT, version);
    }

    public static Registry registry(String text, long version) {
        return RegistryReader.read(List.of(new Document("site.yaml", text)), version);
    }

    /** Version 1, wherever Flink carries it to. */
    public static RegistryAccess access() {
        return new Fixed(TEXT);
    }

    /** Another text as version 1. */
    public static RegistryAccess access(String text) {
        return new Fixed(text);
    }

    /** The same site with a hall before the others that is still empty: no collector serves it. */
    public static RegistryAccess accessWithEmptyHall() {
        return new Fixed(TEXT.replace("halls: [h1, h2]\n", "halls: [h0, h1, h2]\n"));
    }

    /** Texts of versions 1, 2 and so on, of which the first is known until another process tells of a later one. */
    public static RegistryAccess versions(String... texts) {
        return new Versions(texts);
    }

    private static final class Versions implements RegistryAccess {

        private static final long serialVersionUID = 1L;

        private final String[] texts;
        private final transient Map<Long, Registry> read = new HashMap<>();
        private long newest = 1;

        Versions(String[] texts) {
            this.texts = texts.clone();
        }

        @Override
        public Registry current() {
            return version(newest).orElseThrow();
        }

        @Override
        public Registry atLeast(long version) {
            newest = Math.max(newest, version);
            return current();
        }

        @Override
        public Optional<Registry> version(long number) {
            return number > newest
                    ? Optional.empty()
                    : Optional.of(read.computeIfAbsent(number, key -> registry(texts[(int) number - 1], number)));
        }
    }

    private static final class Fixed implements RegistryAccess {

        private static final long serialVersionUID = 1L;

        private final String text;
        private transient Registry registry;

        Fixed(String text) {
            this.text = text;
        }

        @Override
        public synchronized Registry current() {
            if (registry == null) {
                registry = registry(text, 1);
            }
            return registry;
        }

        @Override
        public Registry atLeast(long version) {
            return current();
        }

        @Override
        public Optional<Registry> version(long number) {
            return number == 1 ? Optional.of(current()) : Optional.empty();
        }
    }
}
