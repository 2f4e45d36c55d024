/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.validate.PointKey;
import io.nameplate.model.language.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which points speak for which nodes.
 *
 * @param nodes more than one where they hang on the same outlets, such as a rack's: that something draws power then says of
 *     none of them that it does
 * @param outlets all that feed the nodes: one with power is enough
 * @param ports all by which the nodes are connected: one that is up is enough
 * @param hold for how long a reading of any of the points speaks
 */
public record WitnessRule(Set<NodeId> nodes, List<Outlet> outlets, List<StateRule> ports, Duration hold) {

    public WitnessRule {
        nodes = Set.copyOf(nodes);
        outlets = List.copyOf(outlets);
        ports = List.copyOf(ports);
        if (nodes.isEmpty() || hold.isNegative() || hold.isZero()) {
            throw new IllegalArgumentException("a witness needs nodes and a hold, found " + nodes + ", " + hold);
        }
    }

    /** The same of other nodes. */
    public WitnessRule of(Set<NodeId> others) {
        return new WitnessRule(others, outlets, ports, hold);
    }

    /** Every point it listens to. */
    public List<PointKey> points() {
        List<PointKey> points = new ArrayList<>();
        outlets.forEach(outlet -> points.addAll(outlet.points()));
        ports.forEach(port -> points.add(port.point()));
        return points;
    }
}
