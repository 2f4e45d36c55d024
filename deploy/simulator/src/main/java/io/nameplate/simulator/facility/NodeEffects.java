/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.Target;
import io.nameplate.simulator.scenario.Witness;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the events in force do to each node; rebuilt whenever an event begins or ends. */
final class NodeEffects {

    private final Layout layout;
    final @Nullable Witness[] dead;
    final boolean[] serviced;
    final boolean[] portDown;
    final boolean[] cut;
    final boolean[] idle;
    final boolean[] lying;
    final int[] limit;
    private final Map<Integer, Set<GpuCondition>> ill = new HashMap<>();

    NodeEffects(Layout layout) {
        this.layout = layout;
        int nodes = layout.nodeCount();
        dead = new Witness[nodes];
        serviced = new boolean[nodes];
        portDown = new boolean[nodes];
        cut = new boolean[nodes];
        idle = new boolean[nodes];
        lying = new boolean[nodes];
        limit = new int[nodes];
    }

    void rebuild(List<Event> inForce, long second, int bootSeconds) {
        Arrays.fill(dead, null);
        Arrays.fill(serviced, false);
        Arrays.fill(portDown, false);
        Arrays.fill(cut, false);
        Arrays.fill(idle, false);
        Arrays.fill(lying, false);
        ill.clear();
        Arrays.fill(limit, Integer.MAX_VALUE);
        for (Event event : inForce) {
            if (event instanceof Event.NodeDead nodeDead) {
                for (int node : nodes(nodeDead.target())) {
                    Witness known = dead[node];
                    dead[node] = known != null && known.compareTo(nodeDead.witness()) > 0 ? known : nodeDead.witness();
                }
            } else if (event instanceof Event.Maintenance work) {
                if (second < work.span().to() - bootSeconds) {
                    mark(work.target(), serviced);
                }
            } else if (event instanceof Event.PortDown down) {
                mark(down.target(), portDown);
            } else if (event instanceof Event.TelemetryCut silence) {
                mark(silence.target(), cut);
            } else if (event instanceof Event.TenantIdle rest) {
                mark(rest.target(), idle);
            } else if (event instanceof Event.ProfilingZero lie) {
                mark(lie.target(), lying);
            } else if (event instanceof Event.GpuIll illness) {
                fallIll(illness);
            } else if (event instanceof Event.PowerCap cap) {
                for (int node : nodes(cap.target())) {
                    limit[node] = Math.min(limit[node], cap.limitW());
                }
            }
        }
    }

    private void fallIll(Event.GpuIll illness) {
        for (int node : nodes(illness.target())) {
            for (int gpu = layout.firstGpu(node); gpu < layout.endGpu(node); gpu++) {
                if (illness.gpu() == Event.GpuIll.ALL_GPUS || gpu == layout.firstGpu(node) + illness.gpu()) {
                    ill.computeIfAbsent(gpu, key -> EnumSet.noneOf(GpuCondition.class))
                            .add(illness.condition());
                }
            }
        }
    }

    /** The named conditions of a GPU. */
    Set<GpuCondition> conditions(int gpu) {
        return ill.getOrDefault(gpu, Set.of());
    }

    private void mark(Target target, boolean[] flags) {
        for (int node : nodes(target)) {
            flags[node] = true;
        }
    }

    private int[] nodes(Target target) {
        return target.nodes().stream().mapToInt(layout::indexOf).toArray();
    }
}
