/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.packaged;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true, up to a deadline. */
final class Await {

    private Await() {}

    static void until(Duration patience, String what, Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!reached.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
