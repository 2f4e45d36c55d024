/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/** Whether a GPU was seen at work; unknown where its source does not say. */
public enum Work {
    UNKNOWN,
    IDLE,
    WORKING
}
