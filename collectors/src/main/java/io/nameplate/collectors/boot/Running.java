/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where the running collector can be found once it runs. */
@ApplicationScoped
public class Running {

    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Collector> collector = new AtomicReference<>();

    private volatile String waiting = "waiting for the registry";

    /** Says why nothing is recorded yet. */
    void waitFor(String reason) {
        waiting = reason;
    }

    /** Why nothing is recorded yet, before there is a collector. */
    String waiting() {
        return waiting;
    }

    void started(Collector started) {
        collector.set(started);
    }

    /** Tells the main thread to end. */
    CountDownLatch stop() {
        return stop;
    }

    /** Closes the collector before Quarkus goes down, whatever asked for it. */
    void goingDown(@Observes ShutdownEvent event) {
        stop.countDown();
        collector().ifPresent(Collector::close);
    }

    Optional<Collector> collector() {
        return Optional.ofNullable(collector.get());
    }
}
