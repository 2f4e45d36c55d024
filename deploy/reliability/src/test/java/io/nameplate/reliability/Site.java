/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random little site: two collectors, two halls, a handful of nodes, two leases. */
final class Site {

    /** When every run begins: on the edge of an interval of any length. */
    static final long START = Instant.parse("2026-06-02T12:00:00Z").getEpochSecond();

    private Site() {}

    /** Corrects something that has an effect on the past as well: ramp, clock, a term, an allocation, a window, or nothing at all. */
    static String corrected(String text, Random random) {
        String instant = Instant.ofEpochSecond(START + random.nextInt(120)).toString();
        return switch (random.nextInt(6)) {
            case 0 -> text.replaceFirst("(line: all.*?gpus: )[0-9]+", "$1" + (1 + random.nextInt(6)));
            case 1 -> text.replaceFirst("guaranteed_clock_mhz: 1590", "guaranteed_clock_mhz: 1800");
            case 2 -> text.replaceFirst("at_least: 0\\.[0-9]+", "at_least: 0.7");
            case 3 -> text.replaceFirst("(nodes: \\[n[0-9-]+\\], from: )[^}]+", "$1" + instant);
            case 4 ->
                text
                        + (text.contains("windows:") ? "" : "windows:\n")
                        + "  - {id: w-2, state: outside_control, from: %s, to: %s, scope: {halls: [h%d]}, reason: test}\n"
                                .formatted(
                                        instant,
                                        Instant.parse(instant).plusSeconds(1 + random.nextInt(30)),
                                        pick(random, 1, 2));
            default -> text + "# nothing\n";
        };
    }

    static String text(Random random) {
        int slot = pick(random, 2, 5, 5, 10);
        StringBuilder text = new StringBuilder();
        text.append("site: {site: tiny, zone: UTC, slot: %ds, interval: 10s, deadline: 5m}\n".formatted(slot));
        text.append("halls: [h1, h2]\nskus: [{sku: G, reference_clock_mhz: 1980}]\n");
        text.append("collectors: [{collector: c1, halls: [h1]}, {collector: c2, halls: [h2]}]\n");
        String other = random.nextInt(3) == 0 ? "c1" : "c2";
        int hold = 3 * slot;
        text.append("assets:\n");
        text.append(asset("pdu-1", "voltage", "c1", hold));
        text.append(asset("pdu-2", "voltage", other, hold));
        text.append(asset("cdu-1", "flow", "c1", hold));
        text.append(asset("cdu-2", "flow", "c2", hold));
        text.append("groups: [{group: loop, needs: %d, of: [cdu-1, cdu-2]}]\n".formatted(pick(random, 1, 2)));
        text.append("blocks:\n");
        List<String> nodes = new ArrayList<>();
        for (int hall = 1; hall <= 2; hall++) {
            StringBuilder inBlock = new StringBuilder();
            for (int n = pick(random, 1, 2, 3); n > 0; n--) {
                String node = "n" + hall + "-" + n;
                nodes.add(node);
                inBlock.append("{node: %s, rack: r%d}, ".formatted(node, n));
            }
            text.append(
                    "  - {block: b%d, hall: h%d, sku: G, gpus_per_node: %d, power: pdu-%d, cooling: %s, source: {collector: c%d, period: %ds}, nodes: [%s]}\n"
                            .formatted(
                                    hall,
                                    hall,
                                    pick(random, 1, 2),
                                    hall,
                                    random.nextBoolean() ? "loop" : "cdu-" + hall,
                                    hall,
                                    Math.min(slot, 5),
                                    inBlock));
        }
        text.append("leases:\n");
        String lines =
                "{line: %s, sku: G, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, ramp: [{from: \"2026-06-01T00:00:00Z\", gpus: %d}]}";
        text.append(lease(
                "wide",
                lines.formatted("all", 1 + random.nextInt(6)),
                "{term: availability, at_least: 0.%d}, {term: performance, at_least: 0.98}, {term: coverage, at_least: 0.9}"
                        .formatted(pick(random, 99, 9, 5)),
                random));
        text.append(lease(
                "late",
                lines.formatted("one", 1 + random.nextInt(3)) + ", " + lines.formatted("two", random.nextInt(3)),
                "{term: availability, at_least: 0.99}",
                random));
        text.append("allocations:\n");
        String[] takers = {"wide, line: all", "wide, line: all", "late, line: one", "late, line: two"};
        for (String node : nodes) {
            String from = random.nextInt(5) == 0
                    ? Instant.ofEpochSecond(START + random.nextInt(90)).toString()
                    : "2026-06-01T00:00:00Z";
            text.append("  - {lease: %s, nodes: [%s], from: %s}\n"
                    .formatted(takers[random.nextInt(takers.length)], node, from));
        }
        if (random.nextInt(3) == 0) {
            long from = START + random.nextInt(80);
            text.append("windows:\n  - {id: w-1, state: %s, from: %s, to: %s, scope: {halls: [h%d]}, reason: test}\n"
                    .formatted(
                            random.nextBoolean() ? "outside_control" : "curtailed",
                            Instant.ofEpochSecond(from),
                            Instant.ofEpochSecond(from + 1 + random.nextInt(30)),
                            pick(random, 1, 2)));
        }
        return text.toString();
    }

    private static String asset(String name, String point, String collector, int hold) {
        return "  - {asset: %s, kind: x, collector: %s, hold: %ds, up: [{point: %s, min: 1}]}\n"
                .formatted(name, collector, hold, point);
    }

    private static String lease(String name, String lines, String terms, Random random) {
        return """
                  - lease: %s
                    supplier: s
                    tenant: t-%s
                    from: 2026-06-01T00:00:00Z
                    to: 2029-06-01T00:00:00Z
                    zone: UTC
                    price_per_month: 1000
                    currency: USD
                    lines: [%s]
                    terms: [%s]
                    unreachable_after: %ds
                    open_after: %d
                    close_after: %d
                    contacts: [a@example.com]
                """.formatted(
                        name, name, lines, terms, pick(random, 5, 20, 120), pick(random, 1, 2), pick(random, 1, 2));
    }

    static int pick(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }
}
