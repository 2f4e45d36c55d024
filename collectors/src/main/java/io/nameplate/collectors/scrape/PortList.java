/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.witness.StateRule;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which node hangs on which port of which switch.
 *
 * @param label the label of a line that names its port
 */
public record PortList(String label, List<Wired> ports) {

    /** No port. */
    public static final PortList NONE = new PortList("ifName", List.of());

    /** RFC 2863: up. */
    private static final Set<Double> UP = Set.of(1.0);

    /** RFC 2863: down, notPresent, lowerLayerDown. Testing, unknown and dormant say neither. */
    private static final Set<Double> DOWN = Set.of(2.0, 6.0, 7.0);

    /** A port and its node; a node may hang on several. */
    public record Wired(AssetId device, String port, NodeId node) {}

    public PortList {
        ports = List.copyOf(ports);
    }

    Set<String> of(AssetId device) {
        return ports.stream()
                .filter(wired -> wired.device().equals(device))
                .map(Wired::port)
                .collect(Collectors.toSet());
    }

    List<WitnessRule> rules(Duration hold) {
        Map<NodeId, List<StateRule>> byNode = new TreeMap<>();
        for (Wired wired : ports) {
            byNode.computeIfAbsent(wired.node(), fresh -> new ArrayList<>())
                    .add(new StateRule(new PointKey(wired.device(), wired.port()), UP, DOWN));
        }
        List<WitnessRule> rules = new ArrayList<>();
        byNode.forEach((node, states) -> rules.add(new WitnessRule(Set.of(node), List.of(), states, hold)));
        return rules;
    }
}
