/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import io.nameplate.access.credentials.PemFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A place to which metrics are sent.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param maxBytes of a request, both as it comes and unpacked
 * @param maxRate requests a second, over one second; what is beyond is not looked at
 * @param token file with the bearer token that senders have to show
 * @param tls our certificate and key, plain HTTP without them; and those who vouch for senders, who show no certificate without
 *     one
 */
public record OtlpSource(
        String name, String host, int port, int maxBytes, int maxRate, Optional<Path> token, PemFiles tls) {

    /** Whether the port speaks HTTPS. */
    public boolean isSecured() {
        return tls.certificate().isPresent();
    }

    /** Whether one listener can serve the one and then the other, without a moment in which nobody listens. */
    public boolean listensLike(OtlpSource other) {
        return host.equals(other.host)
                && port == other.port
                && isSecured() == other.isSecured()
                && (port != 0 || name.equals(other.name));
    }
}
