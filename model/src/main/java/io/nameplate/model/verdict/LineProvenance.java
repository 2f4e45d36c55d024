/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;

/**
 * Writes what a line's result rests on beside its halls, in the canonical form of {@code docs/settlement-method.md}: what
 * the lease agrees, what it obliges in the interval, and the halls' own provenance.
 */
final class LineProvenance {

    private static final int FORMAT = 1;

    private final LinePlan plan;
    private final long start;
    private final long end;
    private final int slotSeconds;
    private final ByteSink sink = ByteSink.hashing();

    LineProvenance(LinePlan plan, long start, long end, int slotSeconds) {
        this.plan = plan;
        this.start = start;
        this.end = end;
        this.slotSeconds = slotSeconds;
    }

    /** @param parts the parts of all halls, in the order of the halls' ids */
    Provenance of(Collection<HallPart> parts) {
        if (!parts.stream().allMatch(part -> part.provenance.isKnown())) {
            return Provenance.UNKNOWN;
        }
        sink.number(FORMAT).text(Content.RULE_VERSION);
        sink.number(start).number(end - start).number(slotSeconds);
        sink.text(plan.key.lease().value()).text(plan.key.line().value());
        writeAgreed();
        writeObliged();
        sink.number(parts.size());
        for (HallPart part : parts) {
            sink.text(part.hall.value());
            part.provenance.writeTo(sink);
        }
        return Provenance.of(sink);
    }

    private void writeAgreed() {
        sink.number(plan.line.guaranteedClockMhz()).number(plan.line.contractedLimitW());
        sink.number(plan.lease.tenantOperates() ? 1 : 0);
        sink.number(plan.lease.unreachableAfter().toSeconds());
        List<Integer> xids = plan.lease.xidTable().unusable().stream().sorted().toList();
        sink.number(xids.size());
        xids.forEach(sink::number);
        List<Term> terms = plan.lease.terms().stream()
                .sorted(Comparator.comparing(Term::kind))
                .toList();
        sink.number(terms.size());
        terms.forEach(term -> {
            sink.text(term.kind().text()).number(term.atLeastPerMille());
            writePromise(term);
        });
        sink.number(plan.lease.tenantBears().size());
        plan.lease.tenantBears().stream().sorted().forEach(state -> sink.text(state.name()));
    }

    private void writePromise(Term term) {
        if (term.kind() == Term.Kind.FIRM_POWER) {
            sink.number(plan.terms.firmW);
        } else if (term.promise() instanceof Promise.Supply supply) {
            sink.fixed(supply.minMilliC()).fixed(supply.maxMilliC()).number(supply.minFlowMl());
        } else if (term.promise() instanceof Promise.Pue pue) {
            sink.number(pue.atMostPerMille());
        } else if (term.promise() instanceof Promise.Throughput throughput) {
            sink.number(throughput.tokensPerGpuHour());
        }
    }

    /** Where the slots are cut, and what is contracted and accepted from where on. */
    private void writeObliged() {
        NavigableSet<Long> pieces = plan.pieces(start, end, slotSeconds);
        List<Long> cuts =
                pieces.stream().filter(at -> (at - start) % slotSeconds != 0).toList();
        sink.number(cuts.size());
        cuts.forEach(at -> sink.number(at - start));
        List<Long> steps = pieces.stream()
                .filter(at -> at == start
                        || plan.contractedAt(at) != plan.contractedAt(at - 1)
                        || plan.acceptedAt(at) != plan.acceptedAt(at - 1))
                .toList();
        sink.number(steps.size());
        steps.forEach(
                at -> sink.number(at - start).number(plan.contractedAt(at)).number(plan.acceptedAt(at)));
    }
}
