/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a source shows its targets, and whom it believes.
 *
 * @param token file with a bearer token, or the token of a session
 * @param login a user's name and password
 * @param tls what we show, and those who may vouch for targets
 * @param pinned file with the certificates of the targets themselves, which nobody has to vouch for
 */
public record Credentials(Optional<Path> token, Optional<Login> login, PemFiles tls, Optional<Path> pinned) {

    /** A user of the targets. */
    public record Login(String user, Secret password) {}

    public static final Credentials NONE = new Credentials(Optional.empty(), PemFiles.NONE);

    /** Those of a source without users and pinned certificates. */
    public Credentials(Optional<Path> token, PemFiles tls) {
        this(token, Optional.empty(), tls, Optional.empty());
    }

    /** The token in the first line of its file: one word of printable ASCII characters; none where it is something else. */
    public static Optional<String> tokenIn(String line) {
        String word = line.strip();
        return !word.isEmpty() && word.chars().allMatch(c -> c > ' ' && c < 127) ? Optional.of(word) : Optional.empty();
    }
}
