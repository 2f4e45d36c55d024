/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.SiteId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A simulated site and what happens to it; times are seconds from a start that is chosen when it is played.
 *
 * @param slotSeconds the slot, and the step in which GPUs change their clock
 * @param pollSeconds how often the plant is read
 * @param holdSeconds how long a plant reading stays in force
 */
public record Scenario(
        String name,
        String about,
        SiteId site,
        ZoneId zone,
        int slotSeconds,
        int intervalSeconds,
        Duration deadline,
        CollectorId collector,
        int pollSeconds,
        int holdSeconds,
        List<HallId> halls,
        Map<String, SkuPlan> skus,
        Plant plant,
        Physics physics,
        List<BlockPlan> blocks,
        List<MeterPlan> meters,
        List<LeasePlan> leases,
        List<Event> events) {

    public Scenario {
        halls = List.copyOf(halls);
        blocks = List.copyOf(blocks);
        meters = List.copyOf(meters);
        leases = List.copyOf(leases);
        events = List.copyOf(events);
    }

    public Collection<SkuPlan> skuPlans() {
        return skus.values();
    }

    /** Whether the site's exporters are set to say the named conditions of GPUs: where any event needs it. */
    public boolean saysHealth() {
        return events.stream().anyMatch(Event.GpuIll.class::isInstance);
    }

    /** The blocks that an asset of the plant feeds or cools, through groups or not. */
    public List<BlockId> blocksBehind(String asset) {
        return blocks.stream()
                .filter(block -> plant.members(block.power()).contains(asset)
                        || plant.members(block.cooling()).contains(asset))
                .map(BlockPlan::block)
                .toList();
    }

    /** Whether any lease promises what the CDUs supply, so that the registry says what their instruments measure. */
    public boolean promisesSupply() {
        return leases.stream()
                .anyMatch(lease ->
                        lease.terms().stream().anyMatch(term -> term.term().equals("thermal")));
    }

    /** The second at which the last event ends. */
    public long quietFrom() {
        return events.stream().mapToLong(event -> event.span().to()).max().orElse(0);
    }
}
