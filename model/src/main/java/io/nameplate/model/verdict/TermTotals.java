/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Term;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds what the plant of a line's halls says of its terms. Power is in millijoules: watts times milliseconds. */
final class TermTotals {

    private final LinePlan plan;
    private final List<HallPart> parts;
    private final long start;
    private final long end;

    long owed;
    long excused;
    long readyLow;
    long readyHigh;
    /** What surely did not stand ready and is the supplier's; {@link #open} of the rest may have. */
    long missing;

    /** Where it was missing, as far as it is a path's that carries less than it could; the rest was never there. */
    final TreeMap<BlockId, Long> missingIn = new TreeMap<>();

    long open;
    boolean provedByMeter;
    long itEnergy;
    boolean itExact;
    final SupplySums supply = new SupplySums();
    long boundaryFacility;
    long boundaryIt;
    boolean boundaryExact;

    TermTotals(LinePlan plan, List<HallPart> parts, long start, long end) {
        this.plan = plan;
        this.parts = parts;
        this.start = start;
        this.end = end;
    }

    TermTotals add() {
        if (!plan.terms.any()) {
            return this;
        }
        boundaryExact = true;
        itExact = !parts.isEmpty();
        for (HallPart part : parts) {
            supply.add(part.terms.supply());
            part.terms.meters().values().forEach(this::meter);
            itExact &= part.terms.unmeteredMs() == 0;
            part.terms.boundaries().values().forEach(boundary -> {
                boundaryFacility += boundary.facility();
                boundaryIt += boundary.it();
                boundaryExact &= boundary.exact();
            });
        }
        if (plan.terms.firmW > 0) {
            power();
        }
        return this;
    }

    /** The line's share of a meter by the GPUs it holds behind it, rounded down. */
    private void meter(TermPart.MeterSpan meter) {
        itEnergy += share(meter);
        itExact &= meter.span().isExact();
    }

    private static long share(TermPart.MeterSpan meter) {
        return Shares.part(meter.span().sum(), meter.heldMs(), meter.allMs());
    }

    private void power() {
        NavigableSet<Long> instants = new TreeSet<>();
        plan.cuts(start, end).forEach(at -> instants.add(at * 1000));
        parts.forEach(part -> part.terms.power().forEach(step -> instants.add(step.at())));
        for (long at : instants) {
            Long next = instants.higher(at);
            powerPiece(at, (next == null ? end * 1000 : next) - at);
        }
        if (missing + open > 0 && itExact && itEnergy * 1000 >= owed - excused) {
            provedByMeter = true;
            missing = 0;
            missingIn.clear();
            open = 0;
        }
    }

    private void powerPiece(long at, long millis) {
        long firm = plan.contractedAt(Math.floorDiv(at, 1000L)) > 0 ? plan.terms.firmW : 0;
        long low = 0;
        long high = 0;
        long excusedLow = 0;
        long excusedHigh = 0;
        TreeMap<BlockId, Long> failed = new TreeMap<>();
        for (HallPart part : parts) {
            TermPart.PowerStep step = part.terms.powerAt(at);
            low += step.low();
            high += step.high();
            excusedLow += step.excusedLow();
            excusedHigh += step.excusedHigh();
            failed.putAll(step.failed());
        }
        long least = Math.max(0, firm - high);
        long most = Math.max(0, firm - low);
        long excusedAtLeast = Math.min(least, excusedHigh);
        long excusedAtMost = Math.min(most, excusedLow);
        owed += firm * millis;
        excused += excusedAtLeast * millis;
        readyLow += Math.min(firm, low) * millis;
        readyHigh += Math.min(firm, high) * millis;
        missing += (least - excusedAtLeast) * millis;
        locate((least - excusedAtLeast) * millis, failed, millis);
        open += Math.max(0, most - excusedAtMost - (least - excusedAtLeast)) * millis;
    }

    /** What is missing is the blocks' in proportion to what their paths carry less than they could. */
    private void locate(long missed, SortedMap<BlockId, Long> failed, long millis) {
        long[] weights =
                failed.values().stream().mapToLong(watts -> watts * millis).toArray();
        long[] shares = new long[weights.length];
        Shares.spread(Math.min(missed, Weighed.sum(weights)), weights, shares);
        int at = 0;
        for (BlockId block : failed.keySet()) {
            missingIn.merge(block, shares[at++], Long::sum);
        }
    }

    /** Whether facility and IT energy are all that was counted, and make sense beside each other. */
    boolean boundaryIsKnown() {
        return boundaryExact && boundaryIt > 0 && boundaryFacility >= boundaryIt;
    }

    /** What the content says of these terms: nothing where the lease has none. */
    Map<String, Long> figures() {
        Map<String, Long> figures = new TreeMap<>();
        if (plan.terms.firmW > 0) {
            figures.put("firm_power/firm_w", plan.terms.firmW);
            figures.put("firm_power/owed_mj", owed);
            figures.put("firm_power/excused_mj", excused);
            figures.put("firm_power/ready_low_mj", readyLow);
            figures.put("firm_power/ready_high_mj", readyHigh);
            figures.put("firm_power/proved_by_meter", provedByMeter ? 1L : 0L);
        }
        if (plan.terms.supply().isPresent()) {
            supply.figures(figures);
        }
        if (plan.terms.metersEnergy()) {
            energy(figures);
        }
        if (plan.terms.has(Term.Kind.PUE)) {
            figures.put("pue/facility_j", boundaryFacility);
            figures.put("pue/it_j", boundaryIt);
            figures.put("pue/exact", boundaryIsKnown() ? 1L : 0L);
        }
        return figures;
    }

    private void energy(Map<String, Long> figures) {
        figures.put("energy/it_j", itEnergy);
        figures.put("energy/exact", itExact ? 1L : 0L);
        for (HallPart part : parts) {
            part.terms.meters().forEach((asset, meter) -> {
                String name = "energy/meters/" + asset + "/";
                CounterSpan span = meter.span();
                figures.put(name + "from_ms", span.fromMillis());
                figures.put(name + "from_j", span.from());
                figures.put(name + "to_ms", span.toMillis());
                figures.put(name + "to_j", span.to());
                figures.put(name + "sum_j", span.sum());
                figures.put(name + "line_j", share(meter));
                figures.put(name + "exact", span.isExact() ? 1L : 0L);
                put(figures, name + "rollovers", span.rollovers());
                put(figures, name + "resets", span.resets());
                put(figures, name + "suspects", span.suspects());
            });
        }
    }

    /** Only where there were any. */
    private static void put(Map<String, Long> figures, String name, long count) {
        if (count > 0) {
            figures.put(name, count);
        }
    }
}
