/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.access.credentials.UnusableFile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's name and password as HTTP's basic scheme shows them; the password is read again once a minute. */
final class BasicLogin {

    private static final Logger LOG = LoggerFactory.getLogger(BasicLogin.class);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Credentials.Login login;
    private final Clock clock;
    private Optional<String> shown = Optional.empty();
    private long readAt = Long.MIN_VALUE;
    private boolean complaining;

    BasicLogin(Credentials.Login login, Clock clock) {
        this.login = login;
        this.clock = clock;
    }

    /** The value of the header; empty while there is no password, so that the target refuses and says so. */
    synchronized Optional<String> now() {
        long at = clock.millis();
        if (readAt == Long.MIN_VALUE || Math.abs(at - readAt) >= KEPT.toMillis()) {
            readAt = at;
            read();
        }
        return shown;
    }

    private void read() {
        try {
            byte[] both = (login.user() + ":" + login.password().read()).getBytes(StandardCharsets.UTF_8);
            shown = Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
            complaining = false;
        } catch (UnusableFile none) {
            shown = Optional.empty();
            if (!complaining) {
                LOG.atError()
                        .addKeyValue("user", login.user())
                        .addKeyValue("reason", none.getMessage())
                        .log("password cannot be read");
            }
            complaining = true;
        }
    }
}
