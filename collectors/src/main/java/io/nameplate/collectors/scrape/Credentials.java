/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.credentials.PemFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a source shows its targets, and whom it believes.
 *
 * @param token file with a bearer token
 * @param tls what we show, and those who may vouch for targets
 */
public record Credentials(Optional<Path> token, PemFiles tls) {

    public static final Credentials NONE = new Credentials(Optional.empty(), PemFiles.NONE);
}
