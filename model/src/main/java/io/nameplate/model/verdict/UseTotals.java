/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds what the GPUs of a line's halls were used for. */
final class UseTotals {

    private final List<HallPart> parts;

    /** What the endpoints of the line counted, by measure; of a measure that no endpoint has, nothing. */
    private final Map<Meter.Measure, Long> work = new EnumMap<>(Meter.Measure.class);

    private final Map<Meter.Measure, Boolean> workExact = new EnumMap<>(Meter.Measure.class);
    private boolean read;
    private long tensorMs;
    private long tensorMeteredMs;
    private boolean tensorExact;
    private long joules;
    private long energyMeteredMs;
    private boolean energyExact;

    UseTotals(List<HallPart> parts) {
        this.parts = parts;
    }

    UseTotals add() {
        tensorExact = !parts.isEmpty();
        energyExact = !parts.isEmpty();
        for (HallPart part : parts) {
            UsePart use = part.use;
            use.work().forEach(this::work);
            tensorMs += use.tensor().gpuMs();
            tensorMeteredMs += use.tensor().meteredGpuMs();
            tensorExact &= use.tensor().exact();
            joules += use.energy().joules();
            energyMeteredMs += use.energy().meteredGpuMs();
            energyExact &= use.energy().exact();
        }
        return this;
    }

    private void work(UsePart.Work counted) {
        CounterSpan span = counted.span();
        read |= span != null;
        work.merge(counted.measure(), span == null ? 0 : span.sum(), Long::sum);
        workExact.merge(counted.measure(), span != null && span.isExact(), Boolean::logicalAnd);
    }

    /** Tokens that were certainly written. */
    long tokens() {
        return work.getOrDefault(Meter.Measure.GENERATION_TOKENS, 0L);
    }

    /** Whether these are all. */
    boolean tokensExact() {
        return workExact.getOrDefault(Meter.Measure.GENERATION_TOKENS, false);
    }

    Use use(LineTotals totals) {
        SortedMap<String, Long> figures = new TreeMap<>();
        if (read) {
            work.forEach((measure, sum) -> figures.put(measure.text(), sum));
            figures.put("tokens_exact", flag(!workExact.containsValue(false)));
        }
        tensor(figures, "");
        energy(figures, "");
        SortedMap<BlockId, Use.Delivered> blocks = new TreeMap<>();
        for (int b = 0; b < totals.blocks.size(); b++) {
            long[] delivered = totals.blockDelivered[b];
            if (delivered[0] + delivered[1] > 0) {
                blocks.put(totals.blocks.get(b), new Use.Delivered(delivered[0], delivered[1]));
            }
        }
        return new Use(new Measured(figures), blocks);
    }

    private void tensor(Map<String, Long> figures, String under) {
        if (tensorMeteredMs > 0) {
            figures.put(under + "tensor_active_gpu_ms", tensorMs);
            figures.put(under + "tensor_metered_gpu_ms", tensorMeteredMs);
            figures.put(under + "tensor_active_exact", flag(tensorExact));
        }
    }

    private void energy(Map<String, Long> figures, String under) {
        if (energyMeteredMs > 0) {
            figures.put(under + "it_j", joules);
            figures.put(under + "it_metered_gpu_ms", energyMeteredMs);
            figures.put(under + "it_exact", flag(energyExact));
        }
    }

    /** What a content says of a throughput term: the same figures, with what each counter said first and last. */
    void throughput(Map<String, Long> figures) {
        String under = "throughput/";
        work.forEach((measure, sum) -> figures.put(under + measure.text(), sum));
        figures.put(under + "exact", flag(tokensExact()));
        tensor(figures, under);
        energy(figures, under);
        for (HallPart part : parts) {
            for (UsePart.Work counted : part.use.work()) {
                CounterSpan span = counted.span();
                if (span != null) {
                    String name = under + "meters/" + counted.endpoint() + "/"
                            + counted.measure().name().toLowerCase(Locale.ROOT) + "/";
                    figures.put(name + "from_ms", span.fromMillis());
                    figures.put(name + "from", span.from());
                    figures.put(name + "to_ms", span.toMillis());
                    figures.put(name + "to", span.to());
                    figures.put(name + "sum", span.sum());
                    figures.put(name + "exact", flag(span.isExact()));
                    if (span.resets() > 0) {
                        figures.put(name + "resets", (long) span.resets());
                    }
                    if (span.suspects() > 0) {
                        figures.put(name + "suspects", (long) span.suspects());
                    }
                }
            }
        }
    }

    private static long flag(boolean set) {
        return set ? 1 : 0;
    }
}
