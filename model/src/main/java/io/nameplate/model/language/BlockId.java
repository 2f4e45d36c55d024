/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** Nodes of one SKU on one power path and one cooling loop: the unit of attribution. */
public record BlockId(String value) implements Comparable<BlockId> {

    public BlockId {
        Ids.check("block", value);
    }

    @Override
    public int compareTo(BlockId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
