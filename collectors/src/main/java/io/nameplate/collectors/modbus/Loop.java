/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The one thread on which everything of a bus happens, with its timer; nothing on it may wait. */
public interface Loop {

    /** Does something soon. */
    void soon(Runnable work);

    /** Does something after a pause, unless it is cancelled. */
    Future<?> later(Duration pause, Runnable work);

    /** The time that has passed since any instant. */
    long nanos();

    /** The loop of a scheduler with one thread. */
    static Loop of(ScheduledExecutorService thread) {
        return new Loop() {
            @Override
            public void soon(Runnable work) {
                thread.execute(work);
            }

            @Override
            public Future<?> later(Duration pause, Runnable work) {
                return thread.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
