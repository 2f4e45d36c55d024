/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.nameplate.alerting.alert.outbox.Dispatcher;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what runs by itself: every second a round of messages, never two at once; a failed round is not the last. */
@Singleton
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Dispatcher dispatcher;

    Rounds(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void messages() {
        try {
            dispatcher.run();
        } catch (RuntimeException failed) {
            log.atError()
                    .setMessage("a round of messages failed; the next one tries again")
                    .setCause(failed)
                    .log();
        }
    }
}
