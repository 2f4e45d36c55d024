/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/** Whether a GPU was seen at work. */
public enum Work {
    UNKNOWN(0),
    IDLE(1),
    WORKING(2);

    /** The bits that stand for it in an evidence code. */
    final int bits;

    Work(int bits) {
        this.bits = bits;
    }
}
