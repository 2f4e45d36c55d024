/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A plant asset: feed, meter, UPS, PDU, chiller, CDU and so on. */
public record AssetId(String value) implements Comparable<AssetId> {

    public AssetId {
        Ids.check("asset", value);
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
