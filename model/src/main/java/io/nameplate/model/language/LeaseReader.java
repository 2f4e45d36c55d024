/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the commercial half of a registry: leases and allocations. */
final class LeaseReader {

    /** The end of what has no end yet. */
    static final Instant OPEN_END = Instant.parse("9999-12-31T00:00:00Z");

    private final Problems problems;
    private final Map<String, Sku> skus;
    private final Map<BlockId, Block> blocks;
    private final Map<NodeId, Block> blockOf = new HashMap<>();

    LeaseReader(Problems problems, Map<String, Sku> skus, Map<BlockId, Block> blocks) {
        this.problems = problems;
        this.skus = skus;
        this.blocks = blocks;
        blocks.values().forEach(block -> block.nodes().forEach(node -> blockOf.put(node.node(), block)));
    }

    Lease lease(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a lease");
        LeaseId id = fields.id("lease", LeaseId::new);
        Instant from = fields.instant("from");
        Instant to = fields.instant("to");
        if (!to.isAfter(from)) {
            fields.problem("to", "'to' must be after 'from'");
        }
        List<CapacityLine> lines = new ArrayList<>();
        for (Tree line : fields.list("lines")) {
            CapacityLine made = line(line);
            if (lines.stream().anyMatch(other -> other.line().equals(made.line()))) {
                problems.add(line.place(), "line '" + made.line() + "' stands twice in lease '" + id + "'");
            }
            lines.add(made);
        }
        if (lines.isEmpty()) {
            fields.problem("lines", "lease '" + id + "' has no capacity lines");
        }
        List<Term> terms = new ArrayList<>();
        for (Tree term : fields.list("terms")) {
            new TermReader(problems).read(term, terms);
        }
        Lease lease = new Lease(
                id,
                fields.text("supplier"),
                fields.id("tenant", TenantId::new),
                from,
                to,
                fields.zone("zone"),
                fields.decimal("price_per_month"),
                currency(fields),
                lines,
                terms,
                bears(fields),
                fields.has("xid_table")
                        ? XidTableReader.read(fields.fields("xid_table", "an XID table"))
                        : XidTable.DEFAULT,
                fields.duration("unreachable_after", Duration.ofMinutes(2)),
                fields.duration("maintenance_notice", Duration.ZERO),
                fields.has("maintenance_cap") ? fields.duration("maintenance_cap") : null,
                fields.has("deadline") ? fields.duration("deadline") : null,
                fields.has("missing")
                        ? missing(fields.fields("missing", "what unmeasured time counts as"))
                        : MissingPolicy.DEFAULT,
                (int) fields.integer("open_after", 1, 1000, 2),
                (int) fields.integer("close_after", 1, 1000, 2),
                fields.bool("tenant_operates", false),
                fields.values("contacts", text -> {
                    if (!text.contains("@")) {
                        throw new IllegalArgumentException("a contact must be a mail address");
                    }
                    return text;
                }));
        if (lease.pricePerMonth().signum() < 0) {
            fields.problem("price_per_month", "'price_per_month' must not be negative");
        }
        if (lease.unreachableAfter().toMillisPart() != 0) {
            fields.problem("unreachable_after", "'unreachable_after' must be whole seconds");
        }
        if (lease.maintenanceNotice().toMillisPart() != 0) {
            fields.problem("maintenance_notice", "'maintenance_notice' must be whole seconds");
        }
        if (lease.maintenanceCap() != null && !lease.tenantBears().contains(State.EXCLUDED)) {
            fields.problem(
                    "maintenance_cap",
                    "'maintenance_cap' needs 'excluded' among 'tenant_bears': all maintenance is the supplier's loss already");
        }
        fields.end();
        return lease;
    }

    private static MissingPolicy missing(Fields fields) {
        MissingPolicy policy = new MissingPolicy(
                fields.oneOf("counts_as", MissingPolicy.Treatment.class),
                fields.has("min_coverage")
                        ? fields.perMille("min_coverage")
                        : MissingPolicy.DEFAULT.minCoveragePerMille(),
                fields.duration("carry", Duration.ZERO));
        fields.end();
        if (policy.treatment() == MissingPolicy.Treatment.LAST_KNOWN
                && policy.carry().isZero()) {
            fields.problem(
                    "counts_as", "'last_known' needs 'carry': how long the last known interval stands for others");
        }
        return policy;
    }

    private static String currency(Fields fields) {
        String code = fields.text("currency");
        if (!code.isEmpty()
                && Currency.getAvailableCurrencies().stream()
                        .noneMatch(known -> known.getCurrencyCode().equals(code))) {
            fields.problem("currency", "'currency' must be an ISO 4217 code such as USD, found '" + code + "'");
        }
        return code;
    }

    private Set<State> bears(Fields fields) {
        if (!fields.has("tenant_bears")) {
            return Set.of(State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED);
        }
        Set<State> states = new HashSet<>();
        for (State state : fields.values("tenant_bears", LeaseReader::stateNamed)) {
            if (!state.isLoss() || state == State.UNMEASURED) {
                fields.problem("tenant_bears", "'" + state + "' is not a loss that a party can bear");
            } else {
                states.add(state);
            }
        }
        return states;
    }

    private static State stateNamed(String text) {
        for (State state : State.values()) {
            if (state.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return state;
            }
        }
        throw new IllegalArgumentException("not a loss state; write excluded, curtailed, unpowered and so on");
    }

    private CapacityLine line(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a capacity line");
        LineId id = fields.id("line", LineId::new);
        String sku = fields.text("sku");
        int clock = (int) fields.integer("guaranteed_clock_mhz", 1, 8000);
        int limit = (int) fields.integer("contracted_limit_w", 1, 8000);
        List<Milestone> ramp = new ArrayList<>();
        for (Tree step : fields.list("ramp")) {
            Fields milestone = Fields.of(step, problems, "a ramp milestone");
            Instant from = milestone.instant("from");
            if (!ramp.isEmpty() && !from.isAfter(ramp.get(ramp.size() - 1).from())) {
                milestone.problem("from", "milestones must follow each other in time");
            }
            ramp.add(new Milestone(from, (int) milestone.integer("gpus", 0, 10_000_000)));
            milestone.end();
        }
        if (ramp.isEmpty()) {
            fields.problem("ramp", "line '" + id + "' needs a ramp: at least one {from, gpus}");
        }
        long firmW = fields.has("firm_mw")
                ? TermReader.scaled(fields, "firm_mw", "a power in megawatts, such as 0.4", 6, 1, 9_000_000_000L, 1)
                : 0;
        fields.end();
        Sku known = skus.get(sku);
        if (known == null) {
            fields.problem("sku", Names.unknown("SKU", sku, skus.keySet()));
        } else if (clock > known.referenceClockMhz()) {
            fields.problem(
                    "guaranteed_clock_mhz",
                    "guaranteed clock " + clock + " MHz is above the SKU's reference clock " + known.referenceClockMhz()
                            + " MHz: a boost clock cannot be guaranteed");
        }
        return new CapacityLine(id, sku, clock, limit, ramp, firmW);
    }

    List<Allocation> allocations(List<Tree> trees, Map<LeaseId, Lease> leases) {
        List<Allocation> made = new ArrayList<>();
        Map<NodeId, List<Allocation>> byNode = new HashMap<>();
        for (Tree tree : trees) {
            Fields fields = Fields.of(tree, problems, "an allocation");
            LeaseId leaseId = fields.id("lease", LeaseId::new);
            LineId lineId = fields.id("line", LineId::new);
            Instant from = fields.instant("from");
            Instant to = fields.instant("to", OPEN_END);
            List<NodeId> nodes = new ArrayList<>(fields.values("nodes", NodeId::new));
            for (BlockId block : fields.values("blocks", BlockId::new)) {
                Block known = blocks.get(block);
                if (known == null) {
                    fields.problem("blocks", Names.unknown("block", block, blocks.keySet()));
                } else {
                    known.nodes().forEach(node -> nodes.add(node.node()));
                }
            }
            fields.end();
            if (nodes.isEmpty()) {
                fields.problem("nodes", "an allocation needs 'nodes' or 'blocks'");
            }
            if (!to.isAfter(from)) {
                fields.problem("to", "'to' must be after 'from'");
            }
            Lease lease = leases.get(leaseId);
            String sku = "";
            if (lease == null) {
                fields.problem("lease", Names.unknown("lease", leaseId, leases.keySet()));
            } else {
                if (to.isAfter(from)
                        && lease.to().isAfter(lease.from())
                        && !(from.isBefore(lease.to()) && lease.from().isBefore(to))) {
                    fields.problem(
                            "from",
                            "the allocation lies outside the lease's term, " + lease.from() + " to " + lease.to());
                }
                CapacityLine line = lease.lines().stream()
                        .filter(candidate -> candidate.line().equals(lineId))
                        .findFirst()
                        .orElse(null);
                if (line == null) {
                    fields.problem("line", "lease '" + leaseId + "' has no line '" + lineId + "'");
                } else {
                    sku = line.sku();
                }
            }
            Allocation allocation = new Allocation(leaseId, lineId, nodes, from, to);
            for (NodeId node : nodes) {
                checkNode(fields.place(), node, sku, allocation, byNode);
            }
            made.add(allocation);
        }
        return made;
    }

    private void checkNode(
            Place place, NodeId node, String sku, Allocation allocation, Map<NodeId, List<Allocation>> byNode) {
        Block block = blockOf.get(node);
        if (block == null) {
            problems.add(place, "no node is named '" + node + "'");
            return;
        }
        if (!sku.isEmpty() && !block.sku().name().equals(sku)) {
            problems.add(place, "node '" + node + "' has SKU " + block.sku().name() + ", the line obliges " + sku);
        }
        List<Allocation> others = byNode.computeIfAbsent(node, key -> new ArrayList<>());
        for (Allocation other : others) {
            if (other.from().isBefore(allocation.to()) && allocation.from().isBefore(other.to())) {
                problems.add(
                        place,
                        "node '" + node + "' is already allocated to " + other.lease() + "/" + other.line()
                                + " in that time; whole nodes are never shared");
            }
        }
        others.add(allocation);
    }
}
