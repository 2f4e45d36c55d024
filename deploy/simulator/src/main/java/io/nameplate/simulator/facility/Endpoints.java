/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.model.language.LeaseId;
import io.nameplate.simulator.scenario.EndpointPlan;
import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.LeasePlan;
import io.nameplate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Inference servers on the GPUs of leases. Every busy GPU of an endpoint's line generates tokens in proportion to its clock;
 * for each there are three of the prompt, and a request is finished with every two hundredth.
 */
public final class Endpoints {

    private static final long PROMPT_PER_TOKEN = 3;
    private static final long TOKENS_PER_REQUEST = 200;

    /** What an endpoint's counters say. */
    public record Count(EndpointPlan plan, long generationTokens) {

        public long promptTokens() {
            return PROMPT_PER_TOKEN * generationTokens;
        }

        public long requests() {
            return generationTokens / TOKENS_PER_REQUEST;
        }
    }

    /** One server: tokens times MHz, so that nothing is rounded from one second to the next. */
    private static final class Server {
        final LeasePlan lease;
        final LeasePlan.LinePlan line;
        final EndpointPlan plan;
        final int clockMhz;
        long made;
        long madeBefore;

        Server(LeasePlan lease, LeasePlan.LinePlan line, EndpointPlan plan, int clockMhz) {
            this.lease = lease;
            this.line = line;
            this.plan = plan;
            this.clockMhz = clockMhz;
        }
    }

    private final Scenario scenario;
    private final Facility facility;
    private final List<Server> servers = new ArrayList<>();

    public Endpoints(Scenario scenario, Facility facility) {
        this.scenario = scenario;
        this.facility = facility;
        for (LeasePlan lease : scenario.leases()) {
            for (EndpointPlan plan : lease.endpoints()) {
                LeasePlan.LinePlan line = lease.line(plan.line());
                int clockMhz = scenario.skuPlans().stream()
                        .filter(sku -> sku.sku().equals(line.sku()))
                        .findFirst()
                        .orElseThrow()
                        .clockMhz();
                servers.add(new Server(lease, line, plan, clockMhz));
            }
        }
    }

    /** Counts the second that the facility stands at; call it once each second. */
    public void count() {
        long second = facility.second();
        for (Server server : servers) {
            for (int node : nodes(server, second)) {
                for (int gpu = facility.layout().firstGpu(node);
                        gpu < facility.layout().endGpu(node);
                        gpu++) {
                    server.made += facility.gpus().busy(gpu)
                            ? (long) server.plan.tokensPerGpuSecond()
                                    * facility.gpus().clock(gpu)
                            : 0;
                }
            }
            if (server.plan.restarts().contains(second + 1)) {
                server.madeBefore = server.made;
            }
        }
    }

    private Set<Integer> nodes(Server server, long second) {
        Set<Integer> nodes = new TreeSet<>();
        for (LeasePlan.Share share : server.line.shares()) {
            if (share.from() <= second && (share.to() < 0 || second < share.to())) {
                share.target()
                        .nodes()
                        .forEach(node -> nodes.add(facility.layout().indexOf(node)));
            }
        }
        for (Event event : scenario.events()) {
            if (event instanceof Event.RampMissed missed
                    && missed.lease().equals(server.lease.lease())
                    && missed.line().equals(server.line.line())
                    && missed.span().to() <= second) {
                missed.late()
                        .nodes()
                        .forEach(node -> nodes.add(facility.layout().indexOf(node)));
            }
        }
        return nodes;
    }

    /** What each endpoint's counters say since its process started. */
    public List<Count> counts() {
        return servers.stream()
                .map(server -> new Count(server.plan, (server.made - server.madeBefore) / server.clockMhz))
                .toList();
    }

    /** What the endpoints of a lease's lines have made since the beginning, whatever restarted. */
    public List<Count> all(LeaseId lease) {
        return servers.stream()
                .filter(server -> server.lease.lease().equals(lease))
                .map(server -> new Count(server.plan, server.made / server.clockMhz))
                .collect(Collectors.toList());
    }
}
