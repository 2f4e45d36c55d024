/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/** What the switch says of the node's port. */
public enum Port {
    UNKNOWN(0),
    UP(1),
    DOWN(2);

    /** The bits that stand for it in an evidence code. */
    final int bits;

    Port(int bits) {
        this.bits = bits;
    }
}
