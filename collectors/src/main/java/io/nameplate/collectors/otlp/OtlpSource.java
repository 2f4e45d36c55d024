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
 * @param token file with the bearer token that senders have to show
 * @param tls our certificate and key, plain HTTP without them; and those who vouch for senders, who show no certificate without
 *     one
 */
public record OtlpSource(String name, String host, int port, int maxBytes, Optional<Path> token, PemFiles tls) {}
