/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a device, or the gateway before it, is reached; all units of one address share a connection.
 *
 * @param tls the files of a secured connection; only and always with {@link Transport#TLS}
 */
public record Address(
        Transport transport,
        String host,
        int port,
        @Nullable TlsFiles tls) {
    public Address {
        if ((transport == Transport.TLS) != (tls != null)) {
            throw new IllegalArgumentException(transport + " with " + tls);
        }
    }

    /** Modbus TCP. */
    public static Address tcp(String host, int port) {
        return new Address(Transport.TCP, host, port, null);
    }

    @Override
    public String toString() {
        return transport.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port;
    }
}
