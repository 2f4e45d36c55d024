/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.language.AssetId;

/** A point of an asset. */
public record PointKey(AssetId asset, String point) {

    /** Not a record's own: names that end in counted digits would share their hashes by the hundred. */
    @Override
    public int hashCode() {
        return 0x9E3779B9 * asset.hashCode() + point.hashCode();
    }

    @Override
    public String toString() {
        return asset + "/" + point;
    }
}
