/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a source shows its targets, and whom it believes.
 *
 * @param token file with a bearer token
 * @param ca file with the certificates of those who may vouch for targets; the Java runtime's own without one
 * @param certificate file with the certificate that we show
 * @param key file with its key, unencrypted PKCS #8
 */
public record Credentials(Optional<Path> token, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {

    public static final Credentials NONE =
            new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether anything about TLS differs from what the Java runtime does by itself. */
    boolean hasTls() {
        return ca.isPresent() || certificate.isPresent();
    }
}
