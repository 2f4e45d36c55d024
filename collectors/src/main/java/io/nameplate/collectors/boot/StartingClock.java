/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the machine's clock can be believed, before anything is recorded by it: what is stated of a time far ahead settles
 * all that lies between. It is compared with the ledger's; where that is silent, with what the collector saved last.
 */
final class StartingClock {

    /** Clocks that are further apart are not those of two machines that keep time. */
    static final Duration OFF = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(StartingClock.class);

    private final Supplier<OptionalLong> ledgerAhead;
    private final Path saved;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Duration pause;
    private final Consumer<String> waiting;

    /** Whether the ledger has said its time, and what that was, epoch milliseconds, when {@link #nanos} was 0. */
    private boolean said;

    private long ledgerAtZero;

    /**
     * A check.
     *
     * @param ledgerAhead asks the ledger by how many milliseconds its clock is ahead of ours; empty where it does not say
     * @param saved the file of the saved state
     * @param nanos a clock that only measures how much time passes
     * @param pause between two questions
     * @param waiting is told what is waited for
     */
    StartingClock(
            Supplier<OptionalLong> ledgerAhead,
            Path saved,
            Clock clock,
            LongSupplier nanos,
            Duration pause,
            Consumer<String> waiting) {
        this.ledgerAhead = ledgerAhead;
        this.saved = saved;
        this.clock = clock;
        this.nanos = nanos;
        this.pause = pause;
        this.waiting = waiting;
    }

    /**
     * Waits as long as the ledger's clock says another time, which goes on while the ledger is silent; where it never spoke and the
     * saved state is of a time that has yet to come, for ten minutes at most.
     *
     * @return false where it was told to stop meanwhile
     */
    boolean await(CountDownLatch stop) throws IOException, InterruptedException {
        long began = nanos.getAsLong();
        String told = "";
        for (String doubt = doubt(); !doubt.isEmpty(); doubt = doubt()) {
            boolean silent = doubt.equals(SILENT);
            if (silent && nanos.getAsLong() - began > OFF.toNanos()) {
                LOG.atWarn().log("the ledger stays silent: recording begins by this machine's clock");
                return true;
            }
            waiting.accept(doubt);
            if (!doubt.equals(told)) {
                LOG.atError().addKeyValue("now", clock.instant()).log(doubt);
                told = doubt;
            }
            if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private static final String SILENT =
            "this machine's clock is behind what was saved last, or was ahead then: the ledger's word is waited for, ten minutes at most";

    private static final String APART =
            "this machine's clock and the ledger's are more than ten minutes apart: nothing is recorded until one of them is set right";

    private String doubt() throws IOException {
        OptionalLong ahead = ahead();
        if (ahead.isPresent()) {
            return Math.abs(ahead.getAsLong()) > OFF.toMillis() ? APART : "";
        }
        boolean behind =
                Files.exists(saved) && Files.getLastModifiedTime(saved).toMillis() > clock.millis() + OFF.toMillis();
        return behind ? SILENT : "";
    }

    /** By how many milliseconds the ledger's clock is ahead of ours, by what it said last; empty until it has said anything. */
    private OptionalLong ahead() {
        OptionalLong ahead = ledgerAhead.get();
        long passed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
        if (ahead.isPresent()) {
            said = true;
            ledgerAtZero = clock.millis() + ahead.getAsLong() - passed;
        }
        return said ? OptionalLong.of(ledgerAtZero + passed - clock.millis()) : OptionalLong.empty();
    }
}
