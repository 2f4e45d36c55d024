/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a scenario as the registry that its owner would keep, its times counted from a start. */
public final class RegistryText {

    private static final int LEASE_DAYS = 1096;

    private final Scenario scenario;
    private final Instant start;
    private final StringBuilder out = new StringBuilder();

    private RegistryText(Scenario scenario, Instant start) {
        this.scenario = scenario;
        this.start = start;
    }

    /** The registry's documents: what is installed, and what is agreed. */
    public static List<Document> documents(Scenario scenario, Instant start) {
        return List.of(
                new Document("site.yaml", new RegistryText(scenario, start).site()),
                new Document("contracts.yaml", new RegistryText(scenario, start).contracts()));
    }

    /** The registry as its readers see it. */
    public static Registry registry(Scenario scenario, Instant start) {
        return RegistryReader.read(documents(scenario, start), 1);
    }

    private String site() {
        line("# What is installed at the simulated site of scenario '%s'.", scenario.name());
        line(
                "site: {site: %s, zone: %s, slot: %ds, interval: %ds, deadline: %ds}",
                scenario.site(),
                scenario.zone(),
                scenario.slotSeconds(),
                scenario.intervalSeconds(),
                scenario.deadline().toSeconds());
        line("halls: [%s]", joined(scenario.halls()));
        line("skus:");
        scenario.skuPlans().forEach(sku -> line("  - {sku: %s, reference_clock_mhz: %d}", sku.sku(), sku.clockMhz()));
        line("collectors:");
        line("  - {collector: %s, halls: [%s]}", scenario.collector(), joined(scenario.halls()));
        line("assets:");
        scenario.plant().feeds().forEach(feed -> asset(feed, "feed", "{point: voltage_l1n, min: 180}"));
        scenario.plant().pdus().keySet().forEach(pdu -> asset(pdu, "pdu", "{point: voltage_l1n, min: 180}"));
        scenario.plant()
                .cdus()
                .keySet()
                .forEach(
                        cdu -> asset(cdu, "cdu", "{point: coolant_flow, min: 0.002}, {point: water_flow, min: 0.002}"));
        new MetersText(scenario, text -> line("%s", text)).write();
        if (!scenario.plant().groups().isEmpty()) {
            line("groups:");
            scenario.plant()
                    .groups()
                    .forEach((id, group) ->
                            line("  - {group: %s, needs: %d, of: [%s]}", id, group.needs(), joined(group.of())));
        }
        line("blocks:");
        scenario.blocks().forEach(this::block);
        return out.toString();
    }

    private void asset(String id, String kind, String up) {
        String capacity = scenario.plant().capacitiesKw().get(id);
        line(
                "  - {asset: %s, kind: %s, collector: %s, hold: %ds, up: [%s]%s%s}",
                id,
                kind,
                scenario.collector(),
                scenario.holdSeconds(),
                up,
                capacity == null ? "" : ", capacity_kw: " + capacity,
                kind.equals("cdu") ? MetersText.ofCdu(scenario, id) : "");
    }

    private void block(BlockPlan block) {
        line("  - block: %s", block.block());
        line("    hall: %s", block.hall());
        line("    sku: %s", block.sku().sku());
        line("    gpus_per_node: %d", block.gpus());
        line("    power: %s", block.power());
        line("    cooling: %s", block.cooling());
        line("    source: {collector: %s, period: %ds}", scenario.collector(), block.periodSeconds());
        line(
                "    nodes: [{prefix: %s, first: %d, count: %d, rack_prefix: %s-r, nodes_per_rack: %d}]",
                block.prefix(), block.first(), block.count(), block.block(), block.nodesPerRack());
    }

    private String contracts() {
        Instant from = start;
        line("# What is agreed at the simulated site of scenario '%s'.", scenario.name());
        line("leases:");
        for (LeasePlan lease : scenario.leases()) {
            lease(lease, from);
        }
        line("allocations:");
        for (LeasePlan lease : scenario.leases()) {
            for (LeasePlan.LinePlan line : lease.lines()) {
                line.shares().forEach(share -> allocation(lease, line, share, from));
            }
        }
        for (Event event : scenario.events()) {
            if (event instanceof Event.RampMissed missed) {
                line(
                        "  - {lease: %s, line: %s, %s, from: %s}",
                        missed.lease(),
                        missed.line(),
                        allocated(missed.late()),
                        at(missed.span().to()));
            }
        }
        windows();
        return out.toString();
    }

    private void lease(LeasePlan lease, Instant from) {
        line("  - lease: %s", lease.lease());
        line("    supplier: \"%s\"", lease.supplier().replace("\\", "\\\\").replace("\"", "\\\""));
        line("    tenant: %s", lease.tenant());
        line("    from: %s", from);
        line("    to: %s", from.plus(Duration.ofDays(LEASE_DAYS)));
        line("    zone: %s", lease.zone());
        line("    price_per_month: %s", lease.pricePerMonth().toPlainString());
        line("    currency: %s", lease.currency());
        line("    lines:");
        for (LeasePlan.LinePlan line : lease.lines()) {
            line("      - line: %s", line.line());
            line("        sku: %s", line.sku());
            line("        guaranteed_clock_mhz: %d", line.guaranteedClockMhz());
            line("        contracted_limit_w: %d", line.contractedLimitW());
            if (line.firmMw() != null) {
                line("        firm_mw: %s", line.firmMw());
            }
            line("        ramp:");
            ramp(lease, line)
                    .forEach((second, gpus) ->
                            line("          - {from: %s, gpus: %d}", second == 0 ? from : at(second), gpus));
        }
        if (!lease.terms().isEmpty()) {
            line("    terms:");
            lease.terms().forEach(term -> line("      - %s", term.text()));
        }
        if (lease.tenantBears() != null) {
            line(
                    "    tenant_bears: [%s]",
                    lease.tenantBears().stream()
                            .map(state -> state.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")));
        }
        line("    unreachable_after: %ds", lease.unreachableAfter().toSeconds());
        if (lease.maintenanceNotice() != null) {
            line("    maintenance_notice: %ds", lease.maintenanceNotice().toSeconds());
        }
        if (lease.xidTable() != null) {
            line("    xid_table: %s", lease.xidTable());
        }
        line("    open_after: %d", lease.openAfter());
        line("    close_after: %d", lease.closeAfter());
        if (!lease.contacts().isEmpty()) {
            line("    contacts: [%s]", joined(lease.contacts()));
        }
    }

    /** The line's own ramp and the milestones of its missed ramps, in order of time. */
    private Map<Long, Integer> ramp(LeasePlan lease, LeasePlan.LinePlan line) {
        Map<Long, Integer> steps = new TreeMap<>();
        line.ramp().forEach(step -> steps.put(step.at(), step.gpus()));
        for (Event event : scenario.events()) {
            if (event instanceof Event.RampMissed missed
                    && missed.lease().equals(lease.lease())
                    && missed.line().equals(line.line())) {
                steps.put(missed.span().from(), missed.gpus());
            }
        }
        return steps;
    }

    private void allocation(LeasePlan lease, LeasePlan.LinePlan line, LeasePlan.Share share, Instant from) {
        String since = share.from() == 0 ? from.toString() : at(share.from());
        String until = share.to() < 0 ? "" : ", to: " + at(share.to());
        line(
                "  - {lease: %s, line: %s, %s, from: %s%s}",
                lease.lease(), line.line(), allocated(share.target()), since, until);
    }

    private static String allocated(Target target) {
        return target.kind() == Target.Kind.BLOCKS
                ? "blocks: [" + joined(target.names()) + "]"
                : "nodes: [" + joined(target.nodes()) + "]";
    }

    private void windows() {
        List<String> lines = new ArrayList<>();
        for (Event event : scenario.events()) {
            if (event instanceof Event.PowerCap cap && cap.order() != null) {
                lines.add(window(cap.order().value(), "curtailed", cap, cap.target(), "load reduction ordered", null));
            } else if (event instanceof Event.Maintenance work) {
                lines.add(window(
                        work.window().value(), "excluded", work, work.target(), "agreed maintenance", work.noticed()));
            }
        }
        if (!lines.isEmpty()) {
            line("windows:");
            lines.forEach(text -> line("%s", text));
        }
    }

    private String window(
            String id, String state, Event event, Target target, String reason, @Nullable Duration noticed) {
        String told = noticed == null ? "" : ", noticed: " + at(event.span().from() - noticed.toSeconds());
        return "  - {id: " + id + ", state: " + state + ", from: "
                + at(event.span().from()) + ", to: "
                + at(event.span().to()) + told + ", scope: {" + target.kind().text() + ": [" + joined(target.names())
                + "]}, reason: " + reason + "}";
    }

    private String at(long second) {
        return start.plusSeconds(second).toString();
    }

    private static String joined(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
