/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.OrderId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that happens to the site, and ends. */
public sealed interface Event {

    Span span();

    /** What the site says when it begins, and when it ends. */
    String begins();

    String ends();

    /** The kinds of plant that can go out. */
    enum PlantKind {
        CHILLER("trips", "runs again"),
        CDU("is lost", "is back"),
        FEED("loses power", "has power again"),
        PDU("is lost", "is back");

        private final String begins;
        private final String ends;

        PlantKind(String begins, String ends) {
            this.begins = begins;
            this.ends = ends;
        }
    }

    /**
     * A chiller, CDU, feed or PDU is out.
     *
     * @param brakeMhz for a feed: the clock to which hardware power brake holds the GPUs that stay powered through a
     *     second feed; 0 for none
     */
    record PlantOutage(Span span, PlantKind kind, String asset, int brakeMhz) implements Event {
        @Override
        public String begins() {
            return asset + " " + kind.begins;
        }

        @Override
        public String ends() {
            return asset + " " + kind.ends;
        }
    }

    /** An XID on one GPU. A fatal one stops it until the event ends or the node boots; the gauge stays latched. */
    record GpuFault(Span span, NodeId node, int gpu, int xid, boolean fatal) implements Event {
        @Override
        public String begins() {
            return node + " GPU " + gpu + " reports XID " + xid;
        }

        @Override
        public String ends() {
            return node + " GPU " + gpu + (fatal ? " is repaired (the gauge stays at " + xid + ")" : " goes on");
        }
    }

    /** The driver says a named condition of GPUs while they run on: one GPU, or with {@link #ALL_GPUS} every one. */
    record GpuIll(Span span, Target target, int gpu, GpuCondition condition) implements Event {

        /** Stands for every GPU of the target's nodes. */
        public static final int ALL_GPUS = -1;

        @Override
        public String begins() {
            return where() + " reports " + condition.text();
        }

        @Override
        public String ends() {
            return where() + " no longer reports " + condition.text();
        }

        private String where() {
            return gpu == ALL_GPUS ? target.toString() : target + " GPU " + gpu;
        }
    }

    /** The profiling counters of nodes lie at 0 while their GPUs run on. */
    record ProfilingZero(Span span, Target target) implements Event {
        @Override
        public String begins() {
            return target + " profiling counters stand at 0";
        }

        @Override
        public String ends() {
            return target + " profiling counters count again";
        }
    }

    /** The enforced power limit is lowered, under an order with an id or, without one, by the operator. */
    record PowerCap(
            Span span, Target target, int limitW, @Nullable OrderId order) implements Event {
        @Override
        public String begins() {
            return target + " capped to " + limitW + " W " + (order == null ? "by the operator" : "by order " + order);
        }

        @Override
        public String ends() {
            return target + " no longer capped";
        }
    }

    /** Nodes are dead; they boot when the event ends. */
    record NodeDead(Span span, Target target, Witness witness) implements Event {
        @Override
        public String begins() {
            return target + " dead (witness " + witness.text() + ")";
        }

        @Override
        public String ends() {
            return target + " repaired, booting";
        }
    }

    /** The switch ports of nodes are down; the nodes run on unseen. */
    record PortDown(Span span, Target target) implements Event {
        @Override
        public String begins() {
            return target + " network port down";
        }

        @Override
        public String ends() {
            return target + " network port up";
        }
    }

    /**
     * Agreed maintenance: nodes are off, and back with their boot done when the window ends.
     *
     * @param noticed how long before it begins the tenant was told; null where the registry does not say
     */
    record Maintenance(
            Span span,
            Target target,
            OrderId window,
            @Nullable Duration noticed) implements Event {
        @Override
        public String begins() {
            return target + " taken down for agreed maintenance " + window;
        }

        @Override
        public String ends() {
            return "maintenance " + window + " ends";
        }
    }

    /** The tenant runs nothing. */
    record TenantIdle(Span span, Target target) implements Event {
        @Override
        public String begins() {
            return target + " idle";
        }

        @Override
        public String ends() {
            return target + " at work again";
        }
    }

    /** Nodes run, their telemetry does not arrive. */
    record TelemetryCut(Span span, Target target) implements Event {
        @Override
        public String begins() {
            return target + " telemetry cut";
        }

        @Override
        public String ends() {
            return target + " telemetry back";
        }
    }

    /** A milestone raises a line to {@code gpus}; the nodes it needs are handed over only when the event ends. */
    record RampMissed(Span span, LeaseId lease, LineId line, int gpus, Target late) implements Event {
        @Override
        public String begins() {
            return lease + "/" + line + " is due at " + gpus + " GPUs; " + late + " not handed over";
        }

        @Override
        public String ends() {
            return late + " handed over to " + lease + "/" + line;
        }
    }
}
