/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A place to which metrics are sent.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param maxBytes of a request, both as it comes and unpacked
 * @param token file with the bearer token that senders have to show
 * @param certificate file with our certificate; plain HTTP without one
 * @param key file with its key, unencrypted PKCS #8
 * @param ca file with the certificates of those who vouch for senders; without one they show none
 */
public record OtlpSource(
        String name,
        String host,
        int port,
        int maxBytes,
        Optional<Path> token,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> ca) {}
