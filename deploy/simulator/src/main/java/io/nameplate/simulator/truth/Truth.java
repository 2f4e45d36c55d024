/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Window;
import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Layout;
import io.nameplate.simulator.scenario.RegistryText;
import io.nameplate.simulator.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Follows the facility second by second and counts, for every line, what really was: from the events, from the clock
 * each GPU really ran at, and from the contract. Call {@link #follow()} after each step of the facility.
 */
public final class Truth {

    private final Scenario scenario;
    private final Facility facility;
    private final Endpoints endpoints;
    private final Registry registry;
    private final Instant start;
    private final List<LineFollower> lines = new ArrayList<>();
    private final TreeSet<Long> cuts = new TreeSet<>();

    /**
     * Prepares the truth of a scenario.
     *
     * @param seconds how long it will be played; a silence that outlasts it is judged as it stands then
     */
    public Truth(Scenario scenario, Facility facility, Instant start, long seconds) {
        this.scenario = scenario;
        this.facility = facility;
        this.start = start;
        endpoints = new Endpoints(scenario, facility);
        registry = RegistryText.registry(scenario, start);
        Ladder ladder = new Ladder(facility, Silences.play(scenario, seconds));
        Layout layout = facility.layout();
        List<BlockId> blocks = registry.blocks().keySet().stream().toList();
        int[] blockIndex = new int[layout.blockCount()];
        for (int b = 0; b < blockIndex.length; b++) {
            blockIndex[b] = blocks.indexOf(layout.block(b).block());
        }
        for (Lease lease : registry.leases().values()) {
            lease.lines().stream()
                    .sorted(Comparator.comparing(CapacityLine::line))
                    .forEach(line -> lines.add(
                            new LineFollower(registry, lease, line, facility, ladder, new Tally(blocks), blockIndex)));
        }
        registry.allocations().forEach(allocation -> {
            cut(allocation.from());
            cut(allocation.to());
        });
        registry.leases().values().forEach(lease -> {
            cut(lease.from());
            cut(lease.to());
            lease.lines().forEach(line -> line.ramp().forEach(step -> cut(step.from())));
        });
        for (Window window : registry.windows()) {
            cut(window.from());
            cut(window.to());
        }
    }

    private void cut(Instant instant) {
        cuts.add(instant.getEpochSecond() - start.getEpochSecond());
    }

    public Registry registry() {
        return registry;
    }

    /** Counts the second the facility stands at; gives the lines of the interval that ends with it, else none. */
    public List<LineTruth> follow() {
        long second = facility.second();
        Instant at = start.plusSeconds(second);
        boolean cut = cuts.contains(second);
        endpoints.count();
        List<LineTruth> ended = new ArrayList<>();
        boolean pieceEnds = (second + 1) % scenario.slotSeconds() == 0 || cuts.contains(second + 1);
        boolean intervalEnds = (second + 1) % scenario.intervalSeconds() == 0;
        for (LineFollower line : lines) {
            line.second(at, second, cut || second == 0);
            if (pieceEnds) {
                line.tally().settlePiece();
            }
            if (!intervalEnds) {
                continue;
            }
            LineTruth.Use use = line.use(endpoints);
            if (line.tally().touched()) {
                ended.add(new LineTruth(
                        line.lease().lease(),
                        line.line().line(),
                        start.plusSeconds(second + 1 - scenario.intervalSeconds()),
                        scenario.intervalSeconds(),
                        line.tally().endInterval(),
                        use));
            }
        }
        return ended;
    }
}
