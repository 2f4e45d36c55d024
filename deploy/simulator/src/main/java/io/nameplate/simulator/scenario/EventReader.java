/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.OrderId;
import io.nameplate.model.language.XidTable;
import io.nameplate.model.language.document.Fields;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the events of a scenario: {@code {at, for, event, target, ...}}. */
final class EventReader {

    /** The words for what happens. */
    enum Kind {
        CHILLER_TRIP,
        CDU_LOST,
        FEED_LOSS,
        PDU_LOSS,
        XID,
        RECOVERY,
        ROW_REMAP_FAILURE,
        FABRIC_FAULT,
        NVLINK_DOWN,
        PROF_ZERO,
        POWER_CAP,
        NODE_DEAD,
        PORT_DOWN,
        MAINTENANCE,
        TENANT_IDLE,
        TELEMETRY_CUT,
        RAMP_MISSED
    }

    /** What a driver asks for. */
    private enum Action {
        RESET(GpuCondition.RECOVERY_RESET),
        REBOOT(GpuCondition.RECOVERY_REBOOT),
        DRAIN_P2P(GpuCondition.RECOVERY_DRAIN_P2P),
        DRAIN_RESET(GpuCondition.RECOVERY_DRAIN_RESET);

        final GpuCondition condition;

        Action(GpuCondition condition) {
            this.condition = condition;
        }
    }

    /** What is wrong with a fabric. */
    private enum Fabric {
        UNHEALTHY(GpuCondition.FABRIC_UNHEALTHY),
        LIMITED(GpuCondition.FABRIC_LIMITED),
        MANAGER_FAILED(GpuCondition.FABRIC_MANAGER_FAILED);

        final GpuCondition condition;

        Fabric(GpuCondition condition) {
            this.condition = condition;
        }
    }

    private final Plant plant;
    private final Map<NodeId, BlockPlan> blockOf = new HashMap<>();
    private final List<LeasePlan> leases;
    private final Map<String, SkuPlan> skus;
    private final Targets targets;
    private final Set<String> orders = new HashSet<>();

    EventReader(
            Plant plant, List<BlockPlan> blocks, List<LeasePlan> leases, Map<String, SkuPlan> skus, Targets targets) {
        this.plant = plant;
        blocks.forEach(block -> block.nodes().forEach(node -> blockOf.put(node, block)));
        this.leases = leases;
        this.skus = skus;
        this.targets = targets;
    }

    /** Whole seconds from the start: {@code 40s}, {@code 0s}. */
    static long wholeSeconds(Fields fields, String key) {
        Duration duration = fields.duration(key);
        if (duration.toMillisPart() != 0) {
            fields.problem(key, "'" + key + "' must be whole seconds from the scenario's start");
        }
        return duration.toSeconds();
    }

    void read(Fields fields, List<Event> into) {
        long at = wholeSeconds(fields, "at");
        long length = wholeSeconds(fields, "for");
        if (length < 1) {
            fields.problem("for", "'for' must be at least 1s: every event lasts and ends");
            length = 1;
        }
        Span span = new Span(at, at + length);
        int before = fields.problems().all().size();
        Kind kind = fields.oneOf("event", Kind.class);
        if (fields.problems().all().size() > before) {
            return;
        }
        into.add(event(kind, span, fields));
        fields.end();
    }

    private Event event(Kind kind, Span span, Fields fields) {
        return switch (kind) {
            case CHILLER_TRIP -> outage(span, fields, Event.PlantKind.CHILLER, plant.chillers());
            case CDU_LOST ->
                outage(span, fields, Event.PlantKind.CDU, plant.cdus().keySet());
            case FEED_LOSS -> outage(span, fields, Event.PlantKind.FEED, plant.feeds());
            case PDU_LOSS ->
                outage(span, fields, Event.PlantKind.PDU, plant.pdus().keySet());
            case XID -> fault(span, fields);
            case RECOVERY -> oneGpuIll(span, fields, fields.oneOf("action", Action.class).condition);
            case ROW_REMAP_FAILURE -> oneGpuIll(span, fields, GpuCondition.ROW_REMAP_FAILURE);
            case FABRIC_FAULT ->
                new Event.GpuIll(
                        span,
                        targets.read(fields, "target"),
                        Event.GpuIll.ALL_GPUS,
                        fields.oneOf("fabric", Fabric.class, Fabric.UNHEALTHY).condition);
            case NVLINK_DOWN -> oneGpuIll(span, fields, GpuCondition.NVLINK_DOWN);
            case PROF_ZERO -> new Event.ProfilingZero(span, targets.read(fields, "target"));
            case POWER_CAP -> cap(span, fields);
            case NODE_DEAD ->
                new Event.NodeDead(
                        span, targets.read(fields, "target"), fields.oneOf("witness", Witness.class, Witness.OFF));
            case PORT_DOWN -> new Event.PortDown(span, targets.read(fields, "target"));
            case MAINTENANCE ->
                new Event.Maintenance(
                        span,
                        targets.read(fields, "target"),
                        order(fields, "window"),
                        fields.has("noticed") ? fields.duration("noticed") : null);
            case TENANT_IDLE -> new Event.TenantIdle(span, targets.read(fields, "target"));
            case TELEMETRY_CUT -> new Event.TelemetryCut(span, targets.read(fields, "target"));
            case RAMP_MISSED -> ramp(span, fields);
        };
    }

    private static Event outage(Span span, Fields fields, Event.PlantKind kind, Collection<String> known) {
        String asset = fields.text("target");
        Names.known(fields, "target", kind.name().toLowerCase(Locale.ROOT), asset, known);
        int brake = kind == Event.PlantKind.FEED ? (int) fields.integer("brake_mhz", 1, 8000, 0) : 0;
        return new Event.PlantOutage(span, kind, asset, brake);
    }

    private Event fault(Span span, Fields fields) {
        Target target = targets.read(fields, "target");
        int gpu = gpu(target, fields, "an XID");
        int xid = (int) fields.integer("xid", 1, 1000, 79);
        NodeId node = target.nodes().size() == 1 ? target.nodes().get(0) : new NodeId("invalid");
        return new Event.GpuFault(
                span, node, gpu, xid, XidTable.DEFAULT.unusable().contains(xid));
    }

    private Event oneGpuIll(Span span, Fields fields, GpuCondition condition) {
        Target target = targets.read(fields, "target");
        return new Event.GpuIll(span, target, gpu(target, fields, "this event"), condition);
    }

    /** The GPU that is hit, of the one node that is the target. */
    private int gpu(Target target, Fields fields, String what) {
        int gpu = (int) fields.integer("gpu", 0, 15);
        if (target.nodes().size() != 1) {
            fields.problem("target", what + " hits one GPU: name one node, and the GPU in 'gpu'");
        } else {
            NodeId node = target.nodes().get(0);
            BlockPlan block = blockOf.get(node);
            if (block != null && gpu >= block.gpus()) {
                fields.problem("gpu", "node '" + node + "' has GPUs 0 to " + (block.gpus() - 1));
            }
        }
        return gpu;
    }

    private Event cap(Span span, Fields fields) {
        Target target = targets.read(fields, "target");
        int limit = (int) fields.integer("limit_w", 1, 8000);
        for (SkuPlan sku : skus.values()) {
            if (limit > sku.limitW()) {
                fields.problem("limit_w", "a cap of " + limit + " W is above the limit of " + sku.sku());
            }
        }
        return new Event.PowerCap(span, target, limit, fields.has("order") ? order(fields, "order") : null);
    }

    private OrderId order(Fields fields, String key) {
        OrderId id = fields.id(key, OrderId::new);
        if (!orders.add(id.value())) {
            fields.problem(key, "the id '" + id + "' stands twice; each window and order has its own");
        }
        return id;
    }

    private Event ramp(Span span, Fields fields) {
        LeaseId lease = fields.id("lease", LeaseId::new);
        LineId line = fields.id("line", LineId::new);
        boolean known = leases.stream()
                .filter(plan -> plan.lease().equals(lease))
                .flatMap(plan -> plan.lines().stream())
                .anyMatch(plan -> plan.line().equals(line));
        if (!known) {
            fields.problem("line", "no lease '" + lease + "' has a line '" + line + "'");
        }
        int gpus = (int) fields.integer("gpus", 1, 10_000_000);
        return new Event.RampMissed(span, lease, line, gpus, targets.read(fields, "target"));
    }
}
