/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/**
 * What something independent of the node (BMC, outlet, rack watts) says of its power; weakest first.
 */
public enum Witness {
    UNKNOWN(0),
    ON(1),
    NO_LOAD(2),
    OFF(3);

    /** The bits that stand for it in an evidence code. */
    final int bits;

    Witness(int bits) {
        this.bits = bits;
    }
}
