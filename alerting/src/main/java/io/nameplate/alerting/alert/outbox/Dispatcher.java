/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns new events into messages and sends what is due. A message is marked as sent after it went through, so a process
 * that dies in between sends it again under the same message id: at least once, never lost. A failing recipient waits
 * longer each time, up to five minutes, and holds up nobody else.
 */
public final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Outbox outbox;
    private final Outbox.Author author;
    private final Notifier notifier;
    private final Clock clock;

    public Dispatcher(Outbox outbox, Outbox.Author author, Notifier notifier, Clock clock) {
        this.outbox = outbox;
        this.author = author;
        this.notifier = notifier;
        this.clock = clock;
    }

    /** One round; rounds follow each other, or a message could go out twice without need. */
    public synchronized void run() {
        outbox.write(author, now());
        for (Notification notification : outbox.due(now())) {
            Optional<String> failure = notifier.send(notification.message());
            if (failure.isEmpty()) {
                outbox.sent(notification, now());
            } else {
                Duration wait = wait(notification.attempts());
                outbox.failed(notification, failure.get(), now().plus(wait));
                log.atWarn()
                        .setMessage("a message did not go through")
                        .addKeyValue("key", notification.key())
                        .addKeyValue("attempt", notification.attempts() + 1)
                        .addKeyValue("again_in", wait)
                        .addKeyValue("reason", failure.get())
                        .log();
            }
        }
    }

    static Duration wait(int attemptsBefore) {
        Duration wait = Duration.ofSeconds(1L << Math.min(attemptsBefore + 1, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
