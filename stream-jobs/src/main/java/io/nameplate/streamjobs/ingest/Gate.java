/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.util.concurrent.CompletableFuture;

/** Tells the task when there may be something to take; a signal between two looks is never lost. Thread-safe. */
final class Gate {

    private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

    private CompletableFuture<Void> next = new CompletableFuture<>();
    private boolean signalled;

    synchronized CompletableFuture<Void> look() {
        if (signalled) {
            signalled = false;
            return OPEN;
        }
        if (next.isDone()) {
            next = new CompletableFuture<>();
        }
        return next;
    }

    void signal() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            signalled = next.isDone();
            waiting = next;
        }
        waiting.complete(null);
    }
}
