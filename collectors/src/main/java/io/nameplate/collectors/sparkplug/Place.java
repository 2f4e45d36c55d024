/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;

/** Where a metric's values go. */
record Place(AssetId asset, String point, Unit unit) {}
