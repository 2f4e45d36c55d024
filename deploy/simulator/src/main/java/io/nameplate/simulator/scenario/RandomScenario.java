/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes a long scenario out of a seed: a site with every kind of redundancy and lease, and overlapping events of every
 * kind, all on slot edges and longer than three reading periods. The same seed gives the same text for ever.
 *
 * <p>Two things are left out because no observer could know them: an XID that begins and ends while its node cannot be
 * read, and the same XID twice in a row on one GPU (its gauge latches).
 */
public final class RandomScenario {

    private static final List<Integer> FATAL = List.of(79, 48, 95, 119, 62, 46, 64);
    private static final List<Integer> HARMLESS = List.of(13, 31, 43, 45);
    private static final int NODES = 4;
    private static final int GPUS = 3;

    private record Made(long from, long to, String node, int gpu, String text) {
        boolean hits(String other) {
            return node.equals(other);
        }

        boolean overlaps(long otherFrom, long otherTo) {
            return from <= otherTo && otherFrom <= to;
        }

        boolean holds(Made inner) {
            return from <= inner.from && inner.to <= to;
        }
    }

    private final Random random;
    private final long seconds;
    private final int slot;
    private final int period;
    private final int interval;
    private final int boot;
    private final List<String> events = new ArrayList<>();
    private final List<Made> faults = new ArrayList<>();
    private final List<Made> silences = new ArrayList<>();
    private int orders;

    private RandomScenario(long seed, long seconds) {
        random = new Random(seed);
        this.seconds = seconds;
        slot = pick(List.of(1, 5, 10));
        period = slot == 10 && random.nextBoolean() ? 5 : slot;
        interval = pick(List.of(20, 30, 60));
        boot = slot * (3 + random.nextInt(8));
    }

    /** The scenario as a file's text. */
    public static String text(long seed, long seconds) {
        RandomScenario made = new RandomScenario(seed, seconds);
        return made.site(seed) + made.events();
    }

    private String site(long seed) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                """
                scenario: random-%d
                about: made from seed %d, to be played for %d s
                site: {site: random, zone: UTC, slot: %ds, interval: %ds, deadline: 5m}
                collector: {collector: c1, poll: %ds, hold: %ds}
                halls: [h1, h2]
                skus: [{sku: H100, clock_mhz: 1980, limit_w: 700}]
                physics: {boot: %ds, throttle_mhz: %d, recover: %d, shutdown_heat: %d}
                plant:
                  feeds: [feed-a, feed-b]
                  pdus:
                    - {pdu: pdu-1, feeds: [feed-a, feed-b]}
                    - {pdu: pdu-2a, feeds: [feed-a]}
                    - {pdu: pdu-2b, feeds: [feed-b]}
                    - {pdu: pdu-3, feeds: [feed-a]}
                    - {pdu: pdu-4, feeds: [feed-a, feed-b]}
                  chillers: [chiller-1, chiller-2]
                  cdus:
                    - {cdu: cdu-1, chillers: [chiller-1]}
                    - {cdu: cdu-2, chillers: [chiller-1]}
                    - {cdu: cdu-3, chillers: [chiller-1, chiller-2]}
                    - {cdu: cdu-4, chillers: [chiller-2]}
                  groups:
                    - {group: path-2, needs: 1, of: [pdu-2a, pdu-2b]}
                    - {group: loop-1, needs: 2, of: [cdu-1, cdu-2, cdu-3]}
                blocks:
                """,
                seed,
                seed,
                seconds,
                slot,
                interval,
                slot,
                slot * 5 / 2 + 1,
                boot,
                20 + random.nextInt(200),
                1 + random.nextInt(3),
                60 + random.nextInt(340)));
        block(out, 1, "h1", "pdu-1", "loop-1");
        block(out, 2, "h1", "path-2", "loop-1");
        block(out, 3, "h2", "pdu-3", "cdu-4");
        block(out, 4, "h2", "pdu-4", "cdu-4");
        block(out, 5, "h2", "pdu-4", "loop-1");
        long away = edge(seconds / 3);
        long back = edge(seconds / 2);
        out.append(String.format(Locale.ROOT, """
                leases:
                  - lease: surplus
                    lines: [{line: gpu, sku: H100, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, gpus: 13, nodes: [b1-n001, b1-n002, b1-n003, b1-n004, b2-n001, b2-n002]}]
                    terms: [{term: availability, at_least: 0.99}, {term: coverage, at_least: 0.9}]
                  - lease: exact
                    unreachable_after: %ds
                    lines:
                      - {line: a, sku: H100, guaranteed_clock_mhz: 1980, contracted_limit_w: 500, gpus: 12, nodes: b3}
                      - {line: b, sku: H100, guaranteed_clock_mhz: 1200, contracted_limit_w: 700, gpus: 8, nodes: [b2-n003, b2-n004]}
                  - lease: ramping
                    lines:
                      - line: gpu
                        sku: H100
                        guaranteed_clock_mhz: 1755
                        contracted_limit_w: 650
                        ramp: [{at: 0s, gpus: 6}, {at: %ds, gpus: 11}]
                        handed_over: [{nodes: [b4-n001, b4-n002]}, {nodes: b4-n003, until: %ds}, {nodes: b4-n003, at: %ds}, {nodes: b4-n004, at: %ds}]
                events:
                """, slot * 6, edge(seconds / 5), away, back, edge(seconds / 4)));
        return out.toString();
    }

    private void block(StringBuilder out, int number, String hall, String power, String cooling) {
        out.append(String.format(
                Locale.ROOT,
                "  - {block: b%d, hall: %s, sku: H100, gpus: %d, nodes: %d, period: %ds, power: %s, cooling: %s}\n",
                number,
                hall,
                GPUS,
                NODES,
                period,
                power,
                cooling));
    }

    private String events() {
        long count = Math.max(12, seconds / 120);
        for (long i = 0; i < count; i++) {
            long from = edge(random.nextLong(Math.max(1, seconds)));
            long most = Math.max(slot, Math.min(600, seconds / 6));
            long length = edge(random.nextLong(random.nextBoolean() ? most : Math.max(slot, most / 8))) + 4L * slot;
            event((int) (i % 11), from, length);
        }
        ramp("surplus", "gpu", 15, "b5-n001", 7);
        ramp("ramping", "gpu", 14, "b5-n002", 6);
        faults.sort(Comparator.comparingLong(Made::from));
        for (int i = 0; i < faults.size(); i++) {
            Made fault = faults.get(i);
            long earlier = faults.subList(0, i).stream()
                    .filter(other -> other.hits(fault.node) && other.gpu == fault.gpu)
                    .count();
            boolean fatal = fault.text.isEmpty();
            List<Integer> codes = fatal ? FATAL : HARMLESS;
            add(
                    fault.from,
                    fault.to - fault.from,
                    "xid",
                    "target: " + fault.node + ", gpu: " + fault.gpu + ", xid: "
                            + codes.get((int) (earlier % codes.size())));
        }
        conditions(count / 3);
        return String.join("", events);
    }

    private void conditions(long count) {
        RandomConditions conditions = new RandomConditions(
                random,
                faults.stream()
                        .map(fault -> new RandomConditions.Spot(fault.node, fault.gpu, fault.from, fault.to))
                        .toList());
        for (long i = 0; i < count; i++) {
            long from = edge(random.nextLong(Math.max(1, seconds)));
            long length = edge(random.nextLong(Math.max(slot, Math.min(300, seconds / 8)))) + 4L * slot;
            String told = conditions.draw(new RandomConditions.Spot(node(), random.nextInt(GPUS), from, from + length));
            events.add("  - {at: " + from + "s, for: " + length + "s, event: " + told + "}\n");
        }
    }

    private void event(int kind, long from, long length) {
        switch (kind) {
            case 0 -> add(from, length, "chiller_trip", "target: " + pick(List.of("chiller-1", "chiller-2")));
            case 1 -> add(from, length, "cdu_lost", "target: cdu-" + (1 + random.nextInt(4)));
            case 2 -> {
                String brake = random.nextBoolean() ? ", brake_mhz: " + (600 + random.nextInt(1200)) : "";
                add(from, length, "feed_loss", "target: " + pick(List.of("feed-a", "feed-b")) + brake);
            }
            case 3 ->
                add(
                        from,
                        length,
                        "pdu_loss",
                        "target: " + pick(List.of("pdu-1", "pdu-2a", "pdu-2b", "pdu-3", "pdu-4")));
            case 4 ->
                fault(new Made(
                        from, from + length, node(), random.nextInt(GPUS), random.nextInt(4) == 0 ? "harmless" : ""));
            case 5 -> {
                String order = random.nextInt(3) == 0 ? "" : ", order: order-" + ++orders;
                add(
                        from,
                        length,
                        "power_cap",
                        "target: " + place() + ", limit_w: " + (150 + random.nextInt(550)) + order);
            }
            case 6 ->
                add(
                        from,
                        length,
                        "node_dead",
                        "target: " + node() + ", witness: " + pick(List.of("off", "off", "no_load", "on")));
            case 7 -> silence(from, length, "port_down");
            case 8 -> add(from, length + boot, "maintenance", "target: " + place() + ", window: work-" + ++orders);
            case 9 -> add(from, length, "tenant_idle", "target: " + place());
            default -> silence(from, length, "telemetry_cut");
        }
    }

    private void ramp(String lease, String line, int gpus, String late, int part) {
        add(
                edge(seconds * part / 10),
                edge(seconds / 10) + 4L * slot,
                "ramp_missed",
                "lease: " + lease + ", line: " + line + ", gpus: " + gpus + ", target: " + late);
    }

    private void fault(Made fault) {
        if (knowable(fault, silences)) {
            faults.add(fault);
        }
    }

    private void silence(long from, long length, String kind) {
        String node = node();
        Made made = new Made(from, from + length, node, -1, "");
        List<Made> with = new ArrayList<>(silences);
        with.add(made);
        if (faults.stream().allMatch(fault -> knowable(fault, with))) {
            silences.add(made);
            add(from, length, kind, "target: " + node);
        }
    }

    /** An XID can be known when at most one silence of its node touches it, and does not hold all of it. */
    private static boolean knowable(Made fault, List<Made> silences) {
        List<Made> touching = silences.stream()
                .filter(silence -> silence.hits(fault.node) && silence.overlaps(fault.from, fault.to))
                .toList();
        return touching.isEmpty() || (touching.size() == 1 && !touching.get(0).holds(fault));
    }

    private void add(long from, long length, String kind, String rest) {
        events.add("  - {at: " + from + "s, for: " + length + "s, event: " + kind + ", " + rest + "}\n");
    }

    private String node() {
        return String.format(Locale.ROOT, "b%d-n%03d", 1 + random.nextInt(5), 1 + random.nextInt(NODES));
    }

    private String place() {
        return switch (random.nextInt(6)) {
            case 0 -> "h" + (1 + random.nextInt(2));
            case 1, 2 -> "b" + (1 + random.nextInt(5));
            case 3 -> pick(List.of("surplus", "exact", "ramping"));
            default -> node();
        };
    }

    private long edge(long second) {
        return second / slot * slot;
    }

    private <T> T pick(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }
}
