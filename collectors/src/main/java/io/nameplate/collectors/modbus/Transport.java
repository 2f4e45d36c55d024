/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

/** How frames reach a device. */
public enum Transport {
    /** Modbus TCP. */
    TCP(502),
    /** Frames of a serial line, with their checksum, over TCP: some gateways do no more than pass bytes on. */
    RTU_OVER_TCP(502),
    /** Modbus/TCP Security: Modbus TCP in TLS, each side with a certificate. */
    TLS(802);

    private final int port;

    Transport(int port) {
        this.port = port;
    }

    /** The port where no other is named. */
    public int port() {
        return port;
    }
}
