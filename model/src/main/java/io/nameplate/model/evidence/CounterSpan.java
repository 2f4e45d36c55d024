/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.TensorCounter;
import java.util.Optional;

/**
 * What a counter rose by in a stretch of time: from the last reading before the stretch to the last one in it, so that
 * stretches in a row add up to the whole, exactly. Amounts are in the counter's unit, never negative.
 *
 * @param fromMillis when the first of the readings was made, from which it is counted
 * @param from what it said, rounded once, half to even
 * @param toMillis when the last was made
 * @param sum what it rose by
 * @param rollovers how often it went through its end and began anew
 * @param resets how often it was set to zero; what it had counted since the reading before is not in the sum
 * @param suspects how often it fell, or rose faster than it can, so that the sum says nothing
 * @param whole whether one reading stood when the stretch began, made before it, and one stands at its end
 */
public record CounterSpan(
        long fromMillis,
        long from,
        long toMillis,
        long to,
        long sum,
        int rollovers,
        int resets,
        int suspects,
        boolean whole) {

    /** The largest number that a reading gives exactly. */
    private static final double LARGEST = (1L << 53) - 1;

    /** The most that is believed of one stretch, 2.4 GWh in joules: sums of many stay exact wherever they are written. */
    private static final long MOST = 1L << 43;

    /** How a counter went from one reading to the next. */
    public enum Step {
        ROSE,
        ROLLED_OVER,
        RESET,
        SUSPECT
    }

    /** Whether the sum is all that was counted: readings cover the stretch and nothing is missing between them. */
    public boolean isExact() {
        return whole && resets == 0 && suspects == 0;
    }

    /**
     * What a meter counted in {@code [fromMillis, toMillis)}; empty where it was not read in it. A reading that is bad, a
     * conflict, negative or not below 2^53 is as if it were not there.
     */
    public static Optional<CounterSpan> of(PlantTimeline plant, Metered metered, long fromMillis, long toMillis) {
        Asset asset = metered.asset();
        Walk walk = new Walk(Kind.of(metered.meter()), asset.hold().toMillis(), fromMillis);
        plant.visit(asset, metered.meter().point(), fromMillis, toMillis, walk);
        return walk.span(toMillis);
    }

    /** What the counter of a node's tensor cores counted; empty where it was not read. */
    public static Optional<CounterSpan> ofTensor(
            PlantTimeline plant, NodeId node, long mostPerSecond, long holdMillis, long fromMillis, long toMillis) {
        Walk walk = new Walk(new Kind(0, mostPerSecond, true), holdMillis, fromMillis);
        plant.visit(node.value(), TensorCounter.POINT, holdMillis, fromMillis, toMillis, walk);
        return walk.span(toMillis);
    }

    /** How a counter can have gone from one value to another in so many milliseconds. */
    public static Step step(Meter meter, long from, long to, long millis) {
        return Kind.of(meter).step(from, to, millis);
    }

    /** What a counter rose by in a step. */
    public static long rise(Meter meter, Step step, long from, long to) {
        return Kind.of(meter).rise(step, from, to);
    }

    /**
     * How a kind of counter goes.
     *
     * @param fallsToZero it begins at zero with the process that counts, so that a fall is a reset
     */
    private record Kind(long rollover, long mostPerSecond, boolean fallsToZero) {

        static Kind of(Meter meter) {
            return new Kind(
                    meter.rollover(),
                    meter.mostPerSecond(),
                    meter.mostPerSecond() > 0 || meter.measure().isOfEndpoint());
        }

        Step step(long from, long to, long millis) {
            if (to >= from) {
                return fits(to - from, millis) ? Step.ROSE : Step.SUSPECT;
            }
            if (rollover > from && fits(to + rollover - from, millis)) {
                return Step.ROLLED_OVER;
            }
            return fallsToZero && fits(to, millis) ? Step.RESET : Step.SUSPECT;
        }

        long rise(Step step, long from, long to) {
            return switch (step) {
                case ROSE -> to - from;
                case ROLLED_OVER -> to + rollover - from;
                case RESET -> to;
                case SUSPECT -> 0;
            };
        }

        private boolean fits(long rise, long millis) {
            return mostPerSecond == 0
                    || mostPerSecond > Long.MAX_VALUE / Math.max(1, millis)
                    || rise <= mostPerSecond * millis / 1000;
        }
    }

    /** Writes it as parts of results keep it. */
    public void writeTo(ByteSink sink) {
        sink.number(fromMillis).number(from).number(toMillis).number(to);
        sink.number(sum).number(rollovers).number(resets).number(suspects);
        sink.number(whole ? 1 : 0);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static CounterSpan readFrom(ByteSource source) {
        return new CounterSpan(
                source.number(),
                source.number(),
                source.number(),
                source.number(),
                source.number(),
                source.count(Integer.MAX_VALUE),
                source.count(Integer.MAX_VALUE),
                source.count(Integer.MAX_VALUE),
                source.count(1) == 1);
    }

    /** Goes through the readings in time. */
    private static final class Walk implements PlantTimeline.Visitor {

        private final Kind kind;
        private final long hold;
        private final long start;
        private boolean any;
        private boolean inside;
        private long fromTs;
        private long from;
        private long lastTs;
        private long last;
        private long sum;
        private int rollovers;
        private int resets;
        private int suspects;

        Walk(Kind kind, long hold, long start) {
            this.kind = kind;
            this.hold = hold;
            this.start = start;
        }

        @Override
        public void reading(long ts, long bits) {
            double value = Math.rint(Double.longBitsToDouble(bits));
            if (!(value >= 0 && value <= LARGEST)) {
                return;
            }
            long count = (long) value;
            if (ts < start || !any) {
                fromTs = ts;
                from = count;
            } else {
                Step step = kind.step(last, count, ts - lastTs);
                step = sum + kind.rise(step, last, count) > MOST ? Step.SUSPECT : step;
                sum += kind.rise(step, last, count);
                rollovers += step == Step.ROLLED_OVER ? 1 : 0;
                resets += step == Step.RESET ? 1 : 0;
                suspects += step == Step.SUSPECT ? 1 : 0;
            }
            any = true;
            inside |= ts >= start;
            lastTs = ts;
            last = count;
        }

        Optional<CounterSpan> span(long end) {
            return inside
                    ? Optional.of(new CounterSpan(
                            fromTs,
                            from,
                            lastTs,
                            last,
                            sum,
                            rollovers,
                            resets,
                            suspects,
                            fromTs < start && lastTs > end - hold))
                    : Optional.empty();
        }
    }
}
