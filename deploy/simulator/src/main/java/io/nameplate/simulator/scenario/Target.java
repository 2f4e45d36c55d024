/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.NodeId;
import java.util.List;
import java.util.Locale;

/**
 * The part of a site that an event hits.
 *
 * @param kind what {@code names} name
 * @param nodes the nodes meant, in the order of the scenario
 */
public record Target(Kind kind, List<String> names, List<NodeId> nodes) {

    /** What a target's names name. */
    public enum Kind {
        NODES,
        BLOCKS,
        HALLS,
        LEASES;

        /** The key of a registry scope. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Target {
        names = List.copyOf(names);
        nodes = List.copyOf(nodes);
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
