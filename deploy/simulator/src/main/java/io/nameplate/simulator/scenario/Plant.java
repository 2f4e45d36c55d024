/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The plant of a simulated site. Maps keep the order of the scenario.
 *
 * @param feeds utility feeds, each with a meter
 * @param pdus PDUs, each with a meter, and the feeds that can carry each
 * @param chillers chillers; they have no register map of their own and show through their CDUs' water flow
 * @param cdus CDUs, and the chillers that can cool each
 * @param groups k of n: power paths and cooling loops
 * @param capacitiesKw what feeds and PDUs can carry, as the registry writes it, where the scenario says it
 */
public record Plant(
        List<String> feeds,
        Map<String, List<String>> pdus,
        List<String> chillers,
        Map<String, List<String>> cdus,
        Map<String, Group> groups,
        Map<String, String> capacitiesKw) {

    /** Needs {@code needs} of its members, each a PDU, feed, CDU or another group. */
    public record Group(int needs, List<String> of) {}

    /** The PDUs, feeds or CDUs that a name stands for: itself, or the members of a group and of groups in it. */
    public Set<String> members(String name) {
        Set<String> found = new TreeSet<>();
        Group group = groups.get(name);
        if (group == null) {
            found.add(name);
        } else {
            group.of().forEach(member -> found.addAll(members(member)));
        }
        return found;
    }
}
