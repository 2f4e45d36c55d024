/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * The invariant in numbers, over all epochs since the spool was made: {@code produced = committed + pending + lost}. Each is counted for
 * itself: produced by the numbers that records were given, pending by what is held.
 *
 * @param produced records appended
 * @param committed records every required consumer has committed
 * @param pending records held and not yet committed
 * @param lost records that can never be delivered
 * @param held records on disk
 * @param bytes bytes on disk
 */
public record SpoolStats(long produced, long committed, long pending, long lost, long held, long bytes) {

    /** @param committed up to which of its records an epoch is committed */
    static SpoolStats of(Books books, Collection<EpochLog> logs, ToLongFunction<EpochLog> committed) {
        long produced = books.retiredProduced();
        long done = books.retiredCommitted();
        long pending = 0;
        long lost = books.retiredLost();
        long held = 0;
        long bytes = 0;
        for (EpochLog log : logs) {
            long upTo = log.isLeft() ? log.counted() : committed.applyAsLong(log);
            produced += log.counted() + log.missing();
            done += upTo - books.lost(log.epoch(), 1, upTo);
            lost += books.lost(log.epoch(), 1, log.counted()) + log.missing();
            held += log.head() - log.low() + 1;
            bytes += log.bytes();
            long before = Math.max(log.low() - 1, upTo);
            // what is told as lost already, and not dropped yet, is not pending
            pending += log.isLeft() ? 0 : log.head() - before - books.lost(log.epoch(), before + 1, log.head());
        }
        return new SpoolStats(produced, done, pending, lost, held, bytes);
    }

    /** How many records are in none of the three: 0, or the books are wrong. */
    public long residual() {
        return produced - committed - pending - lost;
    }
}
