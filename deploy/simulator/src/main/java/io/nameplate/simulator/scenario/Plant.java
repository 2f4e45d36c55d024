/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.List;
import java.util.Map;

/**
 * The plant of a simulated site. Maps keep the order of the scenario.
 *
 * @param feeds utility feeds, each with a meter
 * @param pdus PDUs, each with a meter, and the feeds that can carry each
 * @param chillers chillers; they have no register map of their own and show through their CDUs' water flow
 * @param cdus CDUs, and the chillers that can cool each
 * @param groups k of n: power paths and cooling loops
 */
public record Plant(
        List<String> feeds,
        Map<String, List<String>> pdus,
        List<String> chillers,
        Map<String, List<String>> cdus,
        Map<String, Group> groups) {

    /** Needs {@code needs} of its members, each a PDU, feed, CDU or another group. */
    public record Group(int needs, List<String> of) {}
}
