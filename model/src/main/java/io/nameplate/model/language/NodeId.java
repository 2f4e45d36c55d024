/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import org.jspecify.annotations.Nullable;

/** One server with its GPUs. */
public record NodeId(String value) implements Comparable<NodeId> {

    public NodeId {
        Ids.check("node", value);
    }

    /** By hand, as {@link #hashCode}: on the way of every reading, and what the compiler makes of a record took 6 % of it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof NodeId node && value.equals(node.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
