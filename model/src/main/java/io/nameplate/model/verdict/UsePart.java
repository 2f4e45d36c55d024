/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.ByteSource;
import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Meter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a line's GPUs of one hall were used for: work that endpoints counted, tensor cores at work, energy taken. Replaced whole
 * with the {@link HallPart} that holds it.
 *
 * @param work what the endpoints of the line counted, by asset and measure, in the first of its halls; nothing in others
 */
record UsePart(List<Work> work, Tensor tensor, Energy energy) {

    /** Of a part that was made before parts told it. */
    static final UsePart NONE = new UsePart(List.of(), new Tensor(0, 0, false), new Energy(0, 0, false));

    UsePart {
        work = List.copyOf(work);
    }

    /**
     * One counter of an endpoint.
     *
     * @param span null where it was not read
     */
    record Work(
            AssetId endpoint,
            Meter.Measure measure,
            @Nullable CounterSpan span) {}

    /**
     * Tensor cores at work while the line held their nodes.
     *
     * @param gpuMs GPU-milliseconds, of each node pro rata of the time that the line held it
     * @param meteredGpuMs GPU-milliseconds held of nodes that were read
     * @param exact whether every node of the line was read without a hole and held from start to end
     */
    record Tensor(long gpuMs, long meteredGpuMs, boolean exact) {}

    /**
     * The line's part of IT energy meters by the GPUs it holds behind them, in joules.
     *
     * @param meteredGpuMs GPU-milliseconds held behind meters that were read
     * @param exact whether all of its blocks are metered without a hole
     */
    record Energy(long joules, long meteredGpuMs, boolean exact) {}

    void writeTo(ByteSink sink) {
        sink.number(equals(NONE) ? 0 : 1);
        if (equals(NONE)) {
            return;
        }
        sink.number(work.size());
        for (Work counted : work) {
            CounterSpan span = counted.span;
            sink.text(counted.endpoint.value()).text(counted.measure.name()).number(span == null ? 0 : 1);
            if (span != null) {
                span.writeTo(sink);
            }
        }
        sink.number(tensor.gpuMs).number(tensor.meteredGpuMs).number(tensor.exact ? 1 : 0);
        sink.number(energy.joules).number(energy.meteredGpuMs).number(energy.exact ? 1 : 0);
    }

    static UsePart readFrom(ByteSource source) {
        if (source.count(1) == 0) {
            return NONE;
        }
        List<Work> work = new ArrayList<>();
        for (int left = source.count(source.left()); left > 0; left--) {
            AssetId endpoint = new AssetId(source.text());
            Meter.Measure measure = Meter.Measure.valueOf(source.text());
            work.add(new Work(endpoint, measure, source.count(1) == 1 ? CounterSpan.readFrom(source) : null));
        }
        return new UsePart(
                work,
                new Tensor(source.number(), source.number(), source.count(1) == 1),
                new Energy(source.number(), source.number(), source.count(1) == 1));
    }
}
