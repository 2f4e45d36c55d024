/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.ByteSource;
import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a hall's plant says of the terms of a line that rest on it. Replaced whole with the {@link HallPart} that holds it.
 *
 * @param power what power stands ready, from each of these instants on
 * @param meters the IT energy meters of blocks in which the line holds GPUs, by asset
 * @param unmeteredMs GPU-milliseconds that the line holds in blocks whose energy nothing was read of
 * @param boundaries the facility energy meters that are counted in this hall for the line, by asset
 */
record TermPart(
        List<PowerStep> power,
        SupplySums supply,
        SortedMap<AssetId, MeterSpan> meters,
        long unmeteredMs,
        SortedMap<AssetId, Boundary> boundaries) {

    /** Of a line whose terms rest on no plant. */
    static final TermPart NONE =
            new TermPart(List.of(), new SupplySums(), Collections.emptySortedMap(), 0, Collections.emptySortedMap());

    TermPart {
        power = List.copyOf(power);
        meters = Collections.unmodifiableSortedMap(new TreeMap<>(meters));
        boundaries = Collections.unmodifiableSortedMap(new TreeMap<>(boundaries));
    }

    /**
     * Watts from an epoch millisecond on, until the next step.
     *
     * @param low what surely stands ready
     * @param high what can
     * @param excusedLow what is missing to {@code low} where the tenant bears it; {@code excusedHigh} likewise
     * @param failed what surely does not stand ready of what would if all were up and the supplier bears, by block
     */
    record PowerStep(long at, long low, long high, long excusedLow, long excusedHigh, SortedMap<BlockId, Long> failed) {
        PowerStep {
            failed = Collections.unmodifiableSortedMap(new TreeMap<>(failed));
        }

        PowerStep(long at, long low, long high, long excusedLow, long excusedHigh) {
            this(at, low, high, excusedLow, excusedHigh, Collections.emptySortedMap());
        }

        boolean isAlike(PowerStep other) {
            return low == other.low
                    && high == other.high
                    && excusedLow == other.excusedLow
                    && excusedHigh == other.excusedHigh
                    && failed.equals(other.failed);
        }
    }

    /**
     * An IT energy meter.
     *
     * @param heldMs GPU-milliseconds that the line holds in its blocks
     * @param allMs GPU-milliseconds that stand in its blocks
     */
    record MeterSpan(CounterSpan span, long heldMs, long allMs) {}

    /**
     * The energy that went into a facility and the part of it that went into its IT equipment, in joules.
     *
     * @param exact whether both are all that was counted
     */
    record Boundary(long facility, long it, boolean exact) {}

    /** What stands ready at an instant. */
    PowerStep powerAt(long at) {
        PowerStep found = new PowerStep(at, 0, 0, 0, 0);
        for (PowerStep step : power) {
            found = step.at <= at ? step : found;
        }
        return found;
    }

    private boolean isNone() {
        return power.isEmpty() && supply.isNone() && meters.isEmpty() && unmeteredMs == 0 && boundaries.isEmpty();
    }

    void writeTo(ByteSink sink) {
        sink.number(isNone() ? 0 : 1);
        if (isNone()) {
            return;
        }
        sink.number(power.size());
        for (PowerStep step : power) {
            sink.number(step.at)
                    .number(step.low)
                    .number(step.high)
                    .number(step.excusedLow)
                    .number(step.excusedHigh);
        }
        supply.writeTo(sink);
        sink.number(meters.size());
        for (Map.Entry<AssetId, MeterSpan> meter : meters.entrySet()) {
            sink.text(meter.getKey().value());
            meter.getValue().span.writeTo(sink);
            sink.number(meter.getValue().heldMs).number(meter.getValue().allMs);
        }
        sink.number(unmeteredMs).number(boundaries.size());
        boundaries.forEach((asset, boundary) -> sink.text(asset.value())
                .number(boundary.facility)
                .number(boundary.it)
                .number(boundary.exact ? 1 : 0));
    }

    /** Writes the blocks of what {@link #writeTo} writes the sums of. */
    void writeBlocks(ByteSink sink) {
        power.forEach(step -> writeBlocks(sink, step.failed));
        writeBlocks(sink, supply.brokenIn);
    }

    /** The same with the blocks that {@link #writeBlocks} wrote. */
    TermPart withBlocks(ByteSource source) {
        List<PowerStep> steps = new ArrayList<>();
        for (PowerStep step : power) {
            steps.add(
                    new PowerStep(step.at, step.low, step.high, step.excusedLow, step.excusedHigh, readBlocks(source)));
        }
        supply.brokenIn.putAll(readBlocks(source));
        return new TermPart(steps, supply, meters, unmeteredMs, boundaries);
    }

    private static void writeBlocks(ByteSink sink, SortedMap<BlockId, Long> amounts) {
        sink.number(amounts.size());
        amounts.forEach((block, amount) -> sink.text(block.value()).number(amount));
    }

    private static SortedMap<BlockId, Long> readBlocks(ByteSource source) {
        SortedMap<BlockId, Long> amounts = new TreeMap<>();
        for (int left = source.count(source.left()); left > 0; left--) {
            amounts.put(new BlockId(source.text()), source.number());
        }
        return amounts;
    }

    static TermPart readFrom(ByteSource source) {
        if (source.count(1) == 0) {
            return NONE;
        }
        List<PowerStep> power = new ArrayList<>();
        for (int left = source.count(source.left()); left > 0; left--) {
            power.add(
                    new PowerStep(source.number(), source.number(), source.number(), source.number(), source.number()));
        }
        SupplySums supply = SupplySums.readFrom(source);
        SortedMap<AssetId, MeterSpan> meters = new TreeMap<>();
        for (int left = source.count(source.left()); left > 0; left--) {
            AssetId asset = new AssetId(source.text());
            CounterSpan span = CounterSpan.readFrom(source);
            meters.put(asset, new MeterSpan(span, source.number(), source.number()));
        }
        long unmetered = source.number();
        SortedMap<AssetId, Boundary> boundaries = new TreeMap<>();
        for (int left = source.count(source.left()); left > 0; left--) {
            boundaries.put(
                    new AssetId(source.text()), new Boundary(source.number(), source.number(), source.count(1) == 1));
        }
        return new TermPart(power, supply, meters, unmetered, boundaries);
    }
}
