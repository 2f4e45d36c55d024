/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.situation;

import io.nameplate.alerting.ledger.accounts.Worth;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.alerting.ledger.deviations.SharedCause;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Term;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes situations of a lease's deviations: what shares a cause is one, the worst first. */
public final class Situations {

    /** Whether money is at stake, then how much of what is promised is missing. */
    public static final Comparator<Deviation> WORSE_FIRST = Comparator.comparing(
                    (Deviation deviation) -> !deviation.term().losesCapacity())
            .thenComparing(Comparator.comparingInt(Situations::missing).reversed());

    private static final Comparator<Deviation> TOLD_FIRST = Comparator.comparing(
                    (Deviation deviation) -> deviation.state() != Deviation.State.OPEN)
            .thenComparing(WORSE_FIRST)
            .thenComparing(Comparator.comparingLong(
                            (Deviation deviation) -> deviation.episode().lost())
                    .reversed())
            .thenComparing(Deviation::id);

    /** What is open before the rest, and of that what is told first; of the rest the latest. */
    private static final Comparator<List<Deviation>> CAUSE_FIRST = (one, other) -> isOpen(one) || isOpen(other)
            ? TOLD_FIRST.compare(one.get(0), other.get(0))
            : SharedCause.oldest(other).compareTo(SharedCause.oldest(one));

    private Situations() {}

    private static boolean isOpen(List<Deviation> worstFirst) {
        return worstFirst.get(0).state() == Deviation.State.OPEN;
    }

    private static int missing(Deviation deviation) {
        return deviation.episode().atLeastPerMille() - deviation.episode().worstPerMille();
    }

    /** What is wrong now, the worst first: every cause with a deviation that is open, and those it made that are closed again. */
    public static List<Situation> open(Lease lease, Collection<Deviation> ofLease) {
        return causes(ofLease).stream()
                .map(cause -> of(lease, cause, ofLease))
                .filter(Situation::isOpen)
                .toList();
    }

    /** All deviations as a page lists them: first those of {@link #open}, in the same order; then the other causes, the latest first. */
    public static List<Deviation> listed(Collection<Deviation> ofLease) {
        return causes(ofLease).stream().flatMap(List::stream).toList();
    }

    /** Each with what it made, the worst first; merged and withdrawn ones stand alone. */
    private static List<List<Deviation>> causes(Collection<Deviation> ofLease) {
        List<List<Deviation>> causes = new ArrayList<>();
        SharedCause.groups(ofLease).forEach(group -> causes.add(worstFirst(group)));
        ofLease.stream().filter(deviation -> !deviation.stands()).forEach(alone -> causes.add(List.of(alone)));
        causes.sort(CAUSE_FIRST);
        return causes;
    }

    /** Open ones before closed ones, then the worst. */
    public static List<Deviation> worstFirst(Collection<Deviation> deviations) {
        return deviations.stream().sorted(TOLD_FIRST).toList();
    }

    /**
     * The situation of deviations that are told together.
     *
     * @param told in the order they are told
     * @param ofLease all deviations of the lease
     */
    public static Situation of(Lease lease, List<Deviation> told, Collection<Deviation> ofLease) {
        Optional<BigDecimal> worth = told.stream()
                .filter(Deviation::stands)
                .flatMap(deviation -> worth(deviation, lease).stream())
                .max(Comparator.naturalOrder());
        return new Situation(lease, told, alongside(told, ofLease), worth);
    }

    /** An estimate of what a deviation's loss is worth; empty for terms that count no lost capacity. */
    public static Optional<BigDecimal> worth(Deviation deviation, Lease lease) {
        if (!deviation.term().losesCapacity()) {
            return Optional.empty();
        }
        Episode episode = deviation.episode();
        return Optional.of(Worth.of(lease, Instant.ofEpochSecond(episode.firstBreached()), episode.lost()));
    }

    private static List<Deviation> alongside(List<Deviation> told, Collection<Deviation> ofLease) {
        Deviation first = told.get(0);
        if (first.term() == Term.Kind.COVERAGE) {
            return List.of();
        }
        return ofLease.stream()
                .filter(other -> !told.contains(other) && other.term() != Term.Kind.COVERAGE)
                .filter(Deviation::stands)
                .filter(other -> other.episode().overlaps(first.episode()))
                .sorted(Comparator.comparing(Deviation::id))
                .toList();
    }
}
