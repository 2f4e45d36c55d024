/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.alert.situation.Situations;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.LineHead;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Judgement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says in a few figures how a lease stands now. */
final class Summaries {

    /** How many intervals the settled results may stay behind before provisional ones are shown instead. */
    private static final int PATIENCE = 2;

    private final ResultReader results;

    Summaries(ResultReader results) {
        this.results = results;
    }

    /** A lease in the fleet's list; the figures are the sum of its lines' latest intervals. */
    record Summary(
            LeaseId lease,
            String supplier,
            String tenant,
            ZoneId zone,
            String currency,
            BigDecimal pricePerMonth,
            Instant from,
            Instant to,
            String status,
            @Nullable Instant asOf,
            int revision,
            long registryVersion,
            long contractedGpuMs,
            long deliveredGpuMs,
            long utilizedGpuMs,
            long unmeasuredGpuMs,
            int coveragePerMille,
            long intervalS,
            Map<String, String> verdicts,
            int openDeviations,
            List<Views.DeviationView> deviations,
            List<String> sentences,
            List<Views.SituationView> situations) {}

    /**
     * The interval that is shown as a line's latest: the latest settled one, unless settling is held up. A provisional
     * result is replaced within a second when nothing is late, and has parts that only look unmeasured until then.
     */
    Optional<Interval> shown(LineHead head, Duration length) {
        Instant shown = head.settled()
                .filter(settled -> !settled.isBefore(head.latest().minus(length.multipliedBy(PATIENCE))))
                .orElse(head.latest());
        return results.interval(head.lease(), head.line(), shown);
    }

    Summary of(Registry known, Lease lease, List<LineHead> heads, List<Deviation> ofLease) {
        List<Views.SituationView> situations = Situations.open(lease, ofLease).stream()
                .map(Views.SituationView::of)
                .toList();
        List<Views.DeviationView> open = Views.DeviationView.all(ofLease, lease).stream()
                .filter(deviation -> deviation.state().equals(Deviation.State.OPEN.text()))
                .toList();
        List<Interval> latest = new ArrayList<>();
        heads.stream()
                .filter(head -> head.lease().equals(lease.lease()))
                .forEach(head -> shown(head, known.interval()).ifPresent(latest::add));
        Totals totals = latest.stream().map(Interval::totals).reduce(Totals.NONE, Totals::plus);
        Optional<Interval> oldest = latest.stream().min(Comparator.comparing(Interval::end));
        boolean settled = latest.stream().allMatch(Interval::settled);
        return new Summary(
                lease.lease(),
                lease.supplier(),
                lease.tenant().value(),
                lease.zone(),
                lease.currency(),
                lease.pricePerMonth(),
                lease.from(),
                lease.to(),
                latest.isEmpty() ? "none" : settled ? "settled" : "provisional",
                oldest.map(Interval::end).orElse(null),
                latest.stream().mapToInt(Interval::revision).max().orElse(0),
                known.version(),
                totals.contracted(),
                totals.delivered(),
                totals.of(State.UTILIZED),
                totals.of(State.UNMEASURED),
                totals.coveragePerMille(),
                known.interval().toSeconds(),
                verdicts(latest),
                open.size(),
                open,
                situations.stream().map(Views.SituationView::sentence).toList(),
                situations);
    }

    /** Each term with the verdict of all lines: breached if a line is, met if all that obliges something is. */
    private Map<String, String> verdicts(List<Interval> latest) {
        Map<String, Judgement.Outcome> verdicts = new TreeMap<>();
        for (Interval interval : latest) {
            for (Judgement judged : results.judgements(interval.lease(), interval.line(), interval.start())) {
                verdicts.merge(judged.term().text(), judged.outcome(), Summaries::worse);
            }
        }
        Map<String, String> texts = new TreeMap<>();
        verdicts.forEach((term, outcome) -> texts.put(term, outcome.text()));
        return texts;
    }

    private static Judgement.Outcome worse(Judgement.Outcome a, Judgement.Outcome b) {
        if (a == Judgement.Outcome.BREACHED || b == Judgement.Outcome.BREACHED) {
            return Judgement.Outcome.BREACHED;
        }
        return a == Judgement.Outcome.MET ? b : a;
    }
}
