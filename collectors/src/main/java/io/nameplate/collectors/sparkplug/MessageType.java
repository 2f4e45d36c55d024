/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

/** What an edge node says, by the name in its topic; what hosts say is not read. */
public enum MessageType {
    NBIRTH(false),
    NDATA(false),
    NDEATH(false),
    DBIRTH(true),
    DDATA(true),
    DDEATH(true);

    private final boolean ofDevice;

    MessageType(boolean ofDevice) {
        this.ofDevice = ofDevice;
    }

    /** Whether it speaks of a device, and not of the node itself. */
    boolean isOfDevice() {
        return ofDevice;
    }
}
