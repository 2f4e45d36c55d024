/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Layout;
import io.nameplate.simulator.scenario.BlockPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts one line's nodes, second by second. */
final class LineFollower {

    private static final long MILLIS = 1000;

    private final Registry registry;
    private final Lease lease;
    private final CapacityLine line;
    private final Facility facility;
    private final Ladder ladder;
    private final Tally tally;
    private final int[] blockIndex;
    private final List<Allocation> allocations;
    private int[] nodes = new int[0];
    private @Nullable State[] windowOf = new State[0];
    private int contractedGpus;
    private int allocatedGpus;
    private int mostGpus;
    private long tensorMillis;
    private LineTruth.Use before = new LineTruth.Use(0, 0, 0, 0);

    LineFollower(
            Registry registry,
            Lease lease,
            CapacityLine line,
            Facility facility,
            Ladder ladder,
            Tally tally,
            int[] blockIndex) {
        this.registry = registry;
        this.lease = lease;
        this.line = line;
        this.facility = facility;
        this.ladder = ladder;
        this.tally = tally;
        this.blockIndex = blockIndex;
        allocations = registry.allocations().stream()
                .filter(allocation -> allocation.lease().equals(lease.lease())
                        && allocation.line().equals(line.line()))
                .toList();
    }

    Lease lease() {
        return lease;
    }

    CapacityLine line() {
        return line;
    }

    Tally tally() {
        return tally;
    }

    void second(Instant at, long second, boolean contractChanged) {
        if (contractChanged) {
            look(at);
        }
        tally.oblige(contractedGpus, allocatedGpus, mostGpus);
        Layout layout = facility.layout();
        for (int i = 0; i < nodes.length; i++) {
            int node = nodes[i];
            State window = windowOf[i];
            int block = blockIndex[layout.blockOf(node)];
            for (int gpu = layout.firstGpu(node); gpu < layout.endGpu(node); gpu++) {
                tensorMillis += facility.gpus().tensor(gpu) * MILLIS / 100;
            }
            Bucket whole = ladder.node(node, second, lease);
            if (whole != null) {
                int gpus = layout.endGpu(node) - layout.firstGpu(node);
                tally.add(window == null ? whole : Bucket.of(window), block, gpus * MILLIS);
                continue;
            }
            for (int gpu = layout.firstGpu(node); gpu < layout.endGpu(node); gpu++) {
                Bucket bucket = ladder.gpu(gpu, node, lease, line);
                int perMille = ladder.lostPerMille(bucket, gpu, line);
                if (bucket.isLoss() && window != null) {
                    bucket = Bucket.of(window);
                }
                tally.add(bucket, block, perMille);
                if (perMille < MILLIS) {
                    tally.add(Bucket.UTILIZED, block, MILLIS - perMille);
                }
            }
        }
    }

    /** What the line was used for since the last time. */
    LineTruth.Use use(Endpoints endpoints) {
        long prompt = 0;
        long generation = 0;
        long requests = 0;
        for (Endpoints.Count count : endpoints.all(lease.lease())) {
            if (count.plan().line().equals(line.line())) {
                prompt += count.promptTokens();
                generation += count.generationTokens();
                requests += count.requests();
            }
        }
        LineTruth.Use now = new LineTruth.Use(tensorMillis, prompt, generation, requests);
        LineTruth.Use since = new LineTruth.Use(
                now.tensorActiveGpuMs() - before.tensorActiveGpuMs(),
                now.promptTokens() - before.promptTokens(),
                now.generationTokens() - before.generationTokens(),
                now.requests() - before.requests());
        before = now;
        return since;
    }

    /** What the contract says from this second on: how many GPUs, which nodes, under which windows. */
    private void look(Instant at) {
        Layout layout = facility.layout();
        TreeSet<Integer> now = new TreeSet<>();
        if (!at.isBefore(lease.from()) && at.isBefore(lease.to())) {
            for (Allocation allocation : allocations) {
                if (allocation.covers(at)) {
                    allocation.nodes().forEach(node -> now.add(layout.indexOf(node)));
                }
            }
        }
        nodes = now.stream().mapToInt(node -> node).toArray();
        contractedGpus = lease.contractedAt(line, at);
        allocatedGpus = 0;
        for (int node : nodes) {
            allocatedGpus += layout.endGpu(node) - layout.firstGpu(node);
        }
        mostGpus = Math.max(mostGpus, allocatedGpus);
        List<Window> open = new ArrayList<>(registry.windows().stream()
                .filter(window -> window.covers(at) && isAgreed(window))
                .sorted(Comparator.comparing(Window::state))
                .toList());
        windowOf = new State[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            windowOf[i] = window(open, nodes[i]);
        }
    }

    /** Maintenance is agreed only where the tenant was told as early as its lease asks. */
    private boolean isAgreed(Window window) {
        Duration asked = lease.maintenanceNotice();
        Instant told = window.noticed();
        return window.state() != State.EXCLUDED
                || asked.isZero()
                || (told != null && Duration.between(told, window.from()).compareTo(asked) >= 0);
    }

    private @Nullable State window(List<Window> open, int node) {
        BlockPlan block = facility.layout().block(facility.layout().blockOf(node));
        NodeId id = facility.layout().node(node);
        for (Window window : open) {
            if (window.scope().covers(block.hall(), block.block(), id, lease.lease())) {
                return window.state();
            }
        }
        return null;
    }
}
