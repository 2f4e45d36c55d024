/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** XIDs: which GPUs they stop, and the gauge that latches. A boot of the node mends its GPUs and clears their gauges. */
final class GpuFaults {

    private static final class Fault {
        final Event.GpuFault event;
        final int node;
        final int gpu;
        boolean open;

        Fault(Event.GpuFault event, int node, int gpu) {
            this.event = event;
            this.node = node;
            this.gpu = gpu;
        }
    }

    private final Layout layout;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Integer, List<Integer>> stopped = new HashMap<>();

    GpuFaults(Scenario scenario, Layout layout) {
        this.layout = layout;
        for (Event event : scenario.events()) {
            if (event instanceof Event.GpuFault fault) {
                int node = layout.indexOf(fault.node());
                faults.add(new Fault(fault, node, layout.firstGpu(node) + fault.gpu()));
            }
        }
    }

    /** Opens and closes faults at their seconds; true if any GPU changed. */
    boolean step(long second, IntPredicate running, int[] gauges) {
        boolean changed = false;
        for (Fault fault : faults) {
            if (second == fault.event.span().from() && running.test(fault.node)) {
                gauges[fault.gpu] = fault.event.xid();
                fault.open = fault.event.fatal();
                changed = true;
            } else if (fault.open && second >= fault.event.span().to()) {
                fault.open = false;
                changed = true;
            }
        }
        if (changed) {
            gather();
        }
        return changed;
    }

    void booted(int node, long second, int[] gauges) {
        for (int g = layout.firstGpu(node); g < layout.endGpu(node); g++) {
            gauges[g] = 0;
        }
        for (Fault fault : faults) {
            if (fault.node == node && fault.event.span().from() < second) {
                fault.open = false;
            }
        }
        gather();
    }

    private void gather() {
        stopped.clear();
        for (Fault fault : faults) {
            if (fault.open) {
                stopped.computeIfAbsent(fault.gpu, key -> new ArrayList<>()).add(fault.event.xid());
            }
        }
    }

    boolean stopped(int gpu) {
        return !stopped.isEmpty() && stopped.containsKey(gpu);
    }

    List<Integer> fatal(int gpu) {
        return stopped.getOrDefault(gpu, List.of());
    }
}
