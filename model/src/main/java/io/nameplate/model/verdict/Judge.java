/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds one interval's losses against a lease's terms, by range: what was not measured could have been either. */
final class Judge {

    private static final long HOUR_MS = 3_600_000;

    private final Lease lease;
    private final long contracted;
    private final LineTotals totals;
    private final List<HallPart> parts;
    private final long[] states;
    private final long[] leastLosses;
    private final long[] clockLoss;
    private final long workingMs;
    private final long unassessedMs;
    private final TermTotals terms;
    private final UseTotals use;
    private final long mostUtilized;

    Judge(Lease lease, LineTotals totals, TermTotals terms, UseTotals use, List<HallPart> parts) {
        this.lease = lease;
        this.contracted = totals.contracted;
        this.totals = totals;
        this.parts = parts;
        this.states = totals.states;
        this.leastLosses = totals.leastLosses;
        this.terms = terms;
        this.use = use;
        this.mostUtilized = totals.mostUtilized;
        this.clockLoss = new long[Bucket.COUNT];
        long working = 0;
        long unassessed = 0;
        for (HallPart part : parts) {
            working += part.workingMs;
            unassessed += part.unassessedMs;
            for (int i = 0; i < clockLoss.length; i++) {
                clockLoss[i] += part.clockLoss[i];
            }
        }
        this.workingMs = working;
        this.unassessedMs = unassessed;
    }

    List<Judgement> judge() {
        return weigh().stream().map(Weighed::judgement).toList();
    }

    /** The judgements, each with the amounts that it was made from. */
    List<Weighed> weigh() {
        List<Weighed> judgements = new ArrayList<>();
        for (Term term : lease.terms()) {
            judgements.add(
                    switch (term.kind()) {
                        case AVAILABILITY -> availability(term);
                        case PERFORMANCE -> performance(term);
                        case COVERAGE -> coverage(term);
                        case FIRM_POWER -> firmPower(term);
                        case THERMAL -> thermal(term);
                        case PUE -> pue(term, (Promise.Pue) term.promise());
                        case THROUGHPUT -> throughput(term, (Promise.Throughput) term.promise());
                    });
        }
        return judgements;
    }

    /** Where more is allocated than contracted, the highest value is not the counted one without its unmeasured part. */
    private Weighed availability(Term term) {
        return judged(
                        term,
                        contracted - borneByTenant(states),
                        borneBySupplier(states),
                        states[Bucket.UNMEASURED.index],
                        contracted - borneByTenant(leastLosses),
                        Weighed.sum(borneBySupplier(leastLosses)))
                .in(this::lostBySupplierIn);
    }

    /** Where the supplier's losses are that count under the cap. */
    private BlockLosses lostBySupplierIn() {
        return new Located(borneBySupplier(states))
                .add(totals.blocks, totals.blockLosses)
                .worst();
    }

    /** What of the interval was measured, and what availability would be without and with the rest. */
    Coverage measured(long[] missing) {
        Map<MissingCause, Long> causes = new EnumMap<>(MissingCause.class);
        for (int cause = 0; cause < missing.length; cause++) {
            causes.put(MissingCause.at(cause), missing[cause]);
        }
        long unmeasured = states[Bucket.UNMEASURED.index];
        long base = contracted - borneByTenant(states);
        long mostBase = contracted - borneByTenant(leastLosses);
        long worst = base - Weighed.sum(borneBySupplier(states)) - unmeasured;
        long best = mostBase - Weighed.sum(borneBySupplier(leastLosses));
        return new Coverage(
                contracted == 0 ? 1000 : (int) ((contracted - unmeasured) * 1000 / contracted),
                base > 0 ? (int) (worst * 1000 / base) : null,
                base > 0 ? (int) (best * 1000 / mostBase) : null,
                causes);
    }

    private long borneByTenant(long[] all) {
        long borne = 0;
        for (int i = 0; i < Bucket.LOSSES; i++) {
            borne += lease.tenantBears().contains(Bucket.at(i).state) ? all[i] : 0;
        }
        return borne;
    }

    private Weighed performance(Term term) {
        long[] losses = borneBySupplier(clockLoss);
        return judged(term, unassessedMs > 0 ? 0 : workingMs, losses, 0).in(() -> {
            Located located = new Located(losses);
            parts.forEach(part -> located.add(part.blocks, part.clockLossByBlock()));
            return located.worst();
        });
    }

    private Weighed coverage(Term term) {
        long[] unmeasured = new long[Bucket.COUNT];
        unmeasured[Bucket.UNMEASURED.index] = states[Bucket.UNMEASURED.index];
        return judged(term, contracted, unmeasured, 0)
                .in(() -> new Located(unmeasured)
                        .add(totals.blocks, totals.blockLosses)
                        .worst());
    }

    /** In millijoules; its layers are the contracted GPU-milliseconds in proportion. */
    private Weighed firmPower(Term term) {
        long[] missing = new long[Bucket.COUNT];
        missing[Bucket.UNPOWERED.index] = terms.missing;
        Weighed weighed = judged(term, contracted == 0 ? 0 : terms.owed - terms.excused, missing, terms.open);
        return weighed.lost() == 0
                ? weighed
                : weighed.withLayers(Map.of(Layer.POWER, Shares.part(contracted, terms.missing, terms.owed)))
                        .in(this::unpowered);
    }

    private BlockLosses unpowered() {
        Located located = new Located(new long[0]);
        terms.missingIn.forEach(
                (block, missed) -> located.add(Layer.POWER, block, Shares.part(contracted, missed, terms.owed)));
        return located.worst();
    }

    private Weighed thermal(Term term) {
        long[] broken = new long[Bucket.COUNT];
        broken[Bucket.UNCOOLED.index] = terms.supply.broken();
        return judged(term, terms.supply.base(), broken, terms.supply.unknown()).in(() -> {
            Located located = new Located(broken);
            terms.supply.brokenIn.forEach((block, millis) -> located.add(Layer.COOLING, block, millis));
            return located.worst();
        });
    }

    /** Held as its reciprocal, so that more is better as with every other term; decided by the PUE itself, exactly. */
    private Weighed pue(Term term, Promise.Pue promise) {
        boolean known = terms.boundaryIsKnown();
        Judgement.Outcome outcome = !known
                ? Judgement.Outcome.NOT_ASSESSED
                : terms.boundaryFacility * 1000 <= promise.atMostPerMille() * terms.boundaryIt
                        ? Judgement.Outcome.MET
                        : Judgement.Outcome.BREACHED;
        Integer value = known ? (int) (terms.boundaryIt * 1000 / terms.boundaryFacility) : null;
        Judgement judgement = new Judgement(term.kind(), outcome, term.atLeastPerMille(), value, null, Map.of());
        long base = known ? terms.boundaryFacility : 0;
        return new Weighed(judgement, base, new long[Bucket.COUNT], 0, base, 0);
    }

    /**
     * In tokens. Owed is what the tenant asked for, utilized and lost by the supplier: an idle GPU was not asked for anything.
     * What was not measured may have been idle or at work, and what is counted without a hole is all there was.
     */
    private Weighed throughput(Term term, Promise.Throughput promise) {
        long lost = Weighed.sum(borneBySupplier(leastLosses));
        long most = tokens(promise, mostUtilized + lost);
        long least = tokens(promise, states[Bucket.UTILIZED.index] + lost);
        long written = use.tokens();
        Judgement.Outcome outcome = Judgement.Outcome.NOT_ASSESSED;
        Integer value = null;
        if (most > 0 && written * 1000 >= term.atLeastPerMille() * most) {
            outcome = Judgement.Outcome.MET;
            value = (int) Math.min(1000, written * 1000 / most);
        } else if (least > 0 && use.tokensExact() && written * 1000 < term.atLeastPerMille() * least) {
            outcome = Judgement.Outcome.BREACHED;
            value = (int) (written * 1000 / least);
        }
        Map<Layer, Long> layers = layers(borneBySupplier(states));
        Layer layer = largest(borneBySupplier(states), layers);
        Judgement judgement = new Judgement(term.kind(), outcome, term.atLeastPerMille(), value, layer, layers);
        return new Weighed(judgement, most, new long[Bucket.COUNT], most - least, least, 0).in(this::lostBySupplierIn);
    }

    /** What is owed for GPU time, rounded down. */
    private static long tokens(Promise.Throughput promise, long gpuMs) {
        return Shares.part(promise.tokensPerGpuHour(), gpuMs, HOUR_MS);
    }

    /** Losses of the supplier; what was not measured is nobody's. */
    private long[] borneBySupplier(long[] all) {
        long[] borne = new long[Bucket.COUNT];
        for (int i = 0; i < Bucket.LOSSES; i++) {
            Bucket bucket = Bucket.at(i);
            if (bucket != Bucket.UNMEASURED && !lease.tenantBears().contains(bucket.state)) {
                borne[i] = all[i];
            }
        }
        return borne;
    }

    /** Judges {@code 1 - loss / base}, where {@code open} of the base may have been lost or not. */
    private static Weighed judged(Term term, long base, long[] losses, long open) {
        return judged(term, base, losses, open, base, Weighed.sum(losses));
    }

    /** As above, where with nothing of {@code open} lost it would be {@code 1 - leastLost / mostBase}. */
    private static Weighed judged(Term term, long base, long[] losses, long open, long mostBase, long leastLost) {
        long lost = Weighed.sum(losses);
        Map<Layer, Long> layers = layers(losses);
        Judgement.Outcome outcome = Judgement.Outcome.NOT_ASSESSED;
        Integer value = null;
        if (base > 0) {
            long best = mostBase - leastLost;
            long worst = base - lost - open;
            if (best * 1000 < term.atLeastPerMille() * mostBase) {
                outcome = Judgement.Outcome.BREACHED;
                value = (int) (best * 1000 / mostBase);
            } else if (worst * 1000 >= term.atLeastPerMille() * base) {
                outcome = Judgement.Outcome.MET;
                value = (int) (worst * 1000 / base);
            }
        }
        Judgement judgement =
                new Judgement(term.kind(), outcome, term.atLeastPerMille(), value, largest(losses, layers), layers);
        return new Weighed(judgement, base, losses, open, mostBase, leastLost);
    }

    private static Map<Layer, Long> layers(long[] losses) {
        EnumMap<Layer, Long> layers = new EnumMap<>(Layer.class);
        for (int i = 0; i < Bucket.LOSSES; i++) {
            if (losses[i] > 0) {
                layers.merge(Bucket.at(i).layer(), losses[i], Long::sum);
            }
        }
        return layers;
    }

    /** The layer that lost most; of equal ones that whose loss stands first on the ladder. */
    private static @Nullable Layer largest(long[] losses, Map<Layer, Long> layers) {
        Layer largest = null;
        long most = 0;
        for (int i = 0; i < Bucket.LOSSES; i++) {
            if (losses[i] > 0) {
                Layer layer = Bucket.at(i).layer();
                long lost = layers.getOrDefault(layer, 0L);
                if (lost > most) {
                    largest = layer;
                    most = lost;
                }
            }
        }
        return largest;
    }
}
