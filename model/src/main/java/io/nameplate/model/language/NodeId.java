/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** One server with its GPUs. */
public record NodeId(String value) implements Comparable<NodeId> {

    public NodeId {
        Ids.check("node", value);
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
