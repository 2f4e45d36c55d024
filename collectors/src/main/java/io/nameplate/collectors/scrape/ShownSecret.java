/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.access.credentials.Secret;
import io.nameplate.access.credentials.UnusableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A header's value that is made of a secret. The secret is read again once a minute, so that it may be exchanged where it stands;
 * while it cannot be used nothing is shown, so that the target refuses and says so, and it is read again each time.
 */
final class ShownSecret {

    private static final Logger LOG = LoggerFactory.getLogger(ShownSecret.class);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Secret secret;
    private final Function<String, Optional<String>> form;
    private final Clock clock;
    private Optional<String> shown = Optional.empty();
    private long readAt;
    private boolean complaining;

    private ShownSecret(Secret secret, Function<String, Optional<String>> form, Clock clock) {
        this.secret = secret;
        this.form = form;
        this.clock = clock;
    }

    /** A token that stands in a file. */
    static ShownSecret ofToken(Path file, Manner manner, Clock clock) {
        return new ShownSecret(
                new Secret.OfFile(file), line -> Credentials.tokenIn(line).map(manner::shown), clock);
    }

    /** A user's name and password, by HTTP's basic scheme. */
    static ShownSecret ofLogin(Credentials.Login login, Clock clock) {
        return new ShownSecret(login.password(), password -> Optional.of(basic(login.user(), password)), clock);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The value now. */
    synchronized Optional<String> now() {
        long at = clock.millis();
        if (shown.isEmpty() || Math.abs(at - readAt) >= KEPT.toMillis()) {
            readAt = at;
            read();
        }
        return shown;
    }

    private void read() {
        try {
            shown = form.apply(secret.read());
            complain(shown.isEmpty(), "it is no token: one word of printable characters");
        } catch (UnusableFile none) {
            shown = Optional.empty();
            complain(true, String.valueOf(none.getMessage()));
        }
    }

    private void complain(boolean bad, String why) {
        if (bad && !complaining) {
            LOG.atError()
                    .addKeyValue("secret", secret)
                    .addKeyValue("reason", why)
                    .log("secret cannot be used");
        }
        complaining = bad;
    }
}
