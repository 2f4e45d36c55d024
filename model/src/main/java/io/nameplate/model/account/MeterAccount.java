/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.Meter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One meter over the intervals of a month, holes included: what it rose by across a hole is exact, since a counter goes on
 * while nobody reads it; how that lies over the hole's intervals is an estimate, even in time, and is said to be one.
 * Add each interval's latest content once, in any order. Not thread-safe.
 */
public final class MeterAccount {

    /**
     * What a meter counted in an interval.
     *
     * @param measured between readings of the interval's own
     * @param estimated the interval's part of what was counted across holes; ESTIMATED in shape, exact in sum
     * @param unknownMillis time of which not even the sum is known: the counter was reset or lied, or nothing was read
     *     before or behind
     */
    public record Share(Instant intervalStart, long measured, long estimated, long unknownMillis) {
        public boolean isEstimated() {
            return estimated > 0;
        }
    }

    private final Meter meter;
    private final Duration interval;
    private final SortedMap<Long, CounterSpan> spans = new TreeMap<>();

    /**
     * An account without intervals.
     *
     * @param interval the length of every interval
     */
    public MeterAccount(Meter meter, Duration interval) {
        this.meter = meter;
        this.interval = interval;
    }

    /** Adds what an interval's content says of the meter. */
    public void add(Instant intervalStart, CounterSpan span) {
        if (spans.put(intervalStart.toEpochMilli(), span) != null) {
            throw new IllegalArgumentException("interval " + intervalStart + " is there already");
        }
    }

    /** Every interval from one instant until another. */
    public List<Share> shares(Instant from, Instant to) {
        List<Share> shares = new ArrayList<>();
        for (long start = from.toEpochMilli(); start < to.toEpochMilli(); start += interval.toMillis()) {
            shares.add(share(start, start + interval.toMillis()));
        }
        return shares;
    }

    /**
     * The whole from one instant until another, as if it were one interval: what is estimated of a hole that lies inside is exact
     * here, and estimated only of one that reaches across an end.
     */
    public Share total(Instant from, Instant to) {
        long start = from.toEpochMilli();
        Share whole = share(start, to.toEpochMilli());
        long measured = spans.subMap(start, to.toEpochMilli()).values().stream()
                .mapToLong(CounterSpan::sum)
                .sum();
        return new Share(from, measured, whole.estimated(), whole.unknownMillis());
    }

    /** When the meter was last read; 1970 where it never was. */
    public Instant lastRead() {
        return Instant.ofEpochMilli(
                spans.values().stream().mapToLong(CounterSpan::toMillis).max().orElse(0));
    }

    private Share share(long start, long end) {
        CounterSpan own = spans.get(start);
        long estimated = 0;
        long known = 0;
        CounterSpan before = null;
        for (CounterSpan span : spans.values()) {
            known += isSure(span) ? overlap(start, end, span.fromMillis(), span.toMillis()) : 0;
            if (before != null) {
                long length = span.fromMillis() - before.toMillis();
                long hole = overlap(start, end, before.toMillis(), span.fromMillis());
                CounterSpan.Step step = CounterSpan.step(meter, before.to(), span.from(), length);
                if (hole > 0 && (step == CounterSpan.Step.ROSE || step == CounterSpan.Step.ROLLED_OVER)) {
                    long rise = CounterSpan.rise(meter, step, before.to(), span.from());
                    long since = Math.max(start, before.toMillis()) - before.toMillis();
                    estimated += part(rise, since + hole, length) - part(rise, since, length);
                    known += hole;
                }
            }
            before = span;
        }
        long measured = own == null ? 0 : own.sum();
        return new Share(Instant.ofEpochMilli(start), measured, estimated, end - start - known);
    }

    private static boolean isSure(CounterSpan span) {
        return span.resets() == 0 && span.suspects() == 0;
    }

    private static long overlap(long from, long to, long otherFrom, long otherTo) {
        return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));
    }

    /** How much of a rise had come after so much of its time, rounded down: neighbours add up to the rise. */
    private static long part(long rise, long millis, long length) {
        return BigInteger.valueOf(rise)
                .multiply(BigInteger.valueOf(millis))
                .divide(BigInteger.valueOf(length))
                .longValueExact();
    }
}
