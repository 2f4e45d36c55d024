/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.Plant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which plant really runs, from the outages in force; knows nothing of sensors. */
final class PlantState {

    private final Plant plant;
    private final Set<String> out = new HashSet<>();
    private final Map<String, Integer> brakes = new HashMap<>();

    PlantState(Plant plant) {
        this.plant = plant;
    }

    void clear() {
        out.clear();
        brakes.clear();
    }

    void add(Event.PlantOutage outage) {
        out.add(outage.asset());
        if (outage.brakeMhz() > 0) {
            brakes.merge(outage.asset(), outage.brakeMhz(), Math::min);
        }
    }

    boolean live(String feedOrPdu) {
        List<String> feeds = plant.pdus().get(feedOrPdu);
        return !out.contains(feedOrPdu) && (feeds == null || feeds.stream().anyMatch(this::live));
    }

    /** The CDU's own pump turns. */
    boolean pumps(String cdu) {
        return !out.contains(cdu);
    }

    /** Facility water flows through the CDU: one of its chillers runs. */
    boolean water(String cdu) {
        return plant.cdus().getOrDefault(cdu, List.of()).stream().anyMatch(chiller -> !out.contains(chiller));
    }

    /** Whether a feed, PDU, CDU or group does its work. */
    boolean up(String name) {
        Plant.Group group = plant.groups().get(name);
        if (group != null) {
            return group.of().stream().filter(this::up).count() >= group.needs();
        }
        if (plant.cdus().containsKey(name)) {
            return pumps(name) && water(name);
        }
        return live(name);
    }

    /** The lowest clock that hardware power brake holds a power path to; MAX_VALUE for none. */
    int brake(String path) {
        int lowest = Integer.MAX_VALUE;
        for (Map.Entry<String, Integer> brake : brakes.entrySet()) {
            if (feeds(path).contains(brake.getKey())) {
                lowest = Math.min(lowest, brake.getValue());
            }
        }
        return lowest;
    }

    private Set<String> feeds(String name) {
        Set<String> found = new HashSet<>();
        Plant.Group group = plant.groups().get(name);
        if (group != null) {
            group.of().forEach(member -> found.addAll(feeds(member)));
        } else if (plant.pdus().containsKey(name)) {
            found.addAll(plant.pdus().getOrDefault(name, List.of()));
        } else {
            found.add(name);
        }
        return found;
    }
}
