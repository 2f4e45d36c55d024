/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import org.jspecify.annotations.Nullable;

/** A plant asset: feed, meter, UPS, PDU, chiller, CDU and so on. */
public record AssetId(String value) implements Comparable<AssetId> {

    public AssetId {
        Ids.check("asset", value);
    }

    /** By hand, as {@link #hashCode}: on the way of every reading, as {@link NodeId#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof AssetId asset && value.equals(asset.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(AssetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
