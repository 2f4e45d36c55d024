/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/** How a node's source failed to answer. */
public enum AbsentReason {
    REFUSED(0),
    TIMEOUT(1),
    NO_ROUTE(2),
    STALE_SOURCE(3);

    /** The bits that stand for it in an evidence code. */
    final int bits;

    AbsentReason(int bits) {
        this.bits = bits;
    }
}
