/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token that stands in a file and may be exchanged there; it is read again once a minute and never shown. */
final class BearerToken {

    private static final Logger LOG = LoggerFactory.getLogger(BearerToken.class);
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final long LARGEST = 64 << 10;

    private final Path file;
    private final Clock clock;
    private Optional<String> token = Optional.empty();
    private long readAt = Long.MIN_VALUE;
    private boolean complaining;

    BearerToken(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The token now; empty while the file cannot be read, so that the target refuses and says so. */
    synchronized Optional<String> now() {
        long at = clock.millis();
        if (readAt == Long.MIN_VALUE || Math.abs(at - readAt) >= KEPT.toMillis()) {
            readAt = at;
            read();
        }
        return token;
    }

    private void read() {
        try {
            String text =
                    Files.size(file) > LARGEST ? "" : Files.readString(file).strip();
            boolean good = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
            token = good ? Optional.of(text) : Optional.empty();
            complain(!good, "it holds no token: one word of printable characters");
        } catch (IOException broken) {
            complain(true, broken.toString());
        }
    }

    private void complain(boolean bad, String why) {
        if (bad && !complaining) {
            LOG.atError().addKeyValue("file", file).addKeyValue("reason", why).log("token file cannot be used");
        }
        complaining = bad;
    }
}
