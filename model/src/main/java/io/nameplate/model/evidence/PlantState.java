/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/** Three-valued state of an asset or group; UNKNOWN never attributes a loss. */
public enum PlantState {
    UP,
    DOWN,
    UNKNOWN
}
