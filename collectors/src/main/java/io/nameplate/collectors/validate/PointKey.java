/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.model.language.AssetId;

/** A point of an asset. */
public record PointKey(AssetId asset, String point) {

    @Override
    public String toString() {
        return asset + "/" + point;
    }
}
