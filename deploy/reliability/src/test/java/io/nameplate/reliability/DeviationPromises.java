/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.MissingCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the deviations in the ledger with what its judgements say. */
final class DeviationPromises {

    private final Promises promises;
    private final LedgerHost ledger;
    private final ResultPromises results;
    private int deviating;
    private int withdrawn;

    /** The deviations of a ledger at the end of a run, whose results are checked. */
    DeviationPromises(Promises promises, LedgerHost ledger, ResultPromises results) {
        this.promises = promises;
        this.ledger = ledger;
        this.results = results;
    }

    /** How many are open or closed. */
    int standing() {
        return deviating;
    }

    int withdrawn() {
        return withdrawn;
    }

    /** Reads the judgements as a person would: so many breached ones in a row open, so many met ones close. */
    void check(Collection<Interval> rows) {
        List<String> expected = new ArrayList<>();
        for (Lease lease : promises.versions.current().leases().values()) {
            for (Term term : lease.terms()) {
                expected.addAll(episodes(lease, term.kind(), rows));
            }
        }
        List<String> found = new ArrayList<>();
        for (Deviation deviation : ledger.deviations()) {
            if (deviation.state() == Deviation.State.OPEN || deviation.state() == Deviation.State.CLOSED) {
                found.add(deviation.lease() + " " + deviation.term() + " from "
                        + Instant.ofEpochSecond(deviation.episode().firstBreached()) + " closed "
                        + deviation.episode().closedAt());
                deviating++;
            } else if (rows.stream()
                    .noneMatch(row -> restsOn(deviation, row) && (isSettledAnew(row) || isDoubted(row)))) {
                if (promises.placeLost) {
                    withdrawn++;
                } else {
                    promises.fail(deviation.lease() + " " + deviation.term() + " from "
                            + Instant.ofEpochSecond(deviation.episode().firstBreached())
                            + " was withdrawn though nothing settled of it was restated");
                }
            }
        }
        expected.sort(String::compareTo);
        found.sort(String::compareTo);
        if (!expected.equals(found)) {
            promises.fail("deviations are " + found + ", the judgements say " + expected);
        }
    }

    /** Whether a deviation rested on an interval, or it parted it from the one it is merged into. */
    private boolean restsOn(Deviation deviation, Interval row) {
        long start = row.start().getEpochSecond();
        long first = ledger.deviations().stream()
                .filter(other -> deviation.mergedInto().equals(Optional.of(other.id())))
                .mapToLong(other -> other.episode().firstBreached())
                .reduce(deviation.episode().firstBreached(), Math::min);
        return row.lease().equals(deviation.lease())
                && first <= start
                && start <= deviation.episode().lastBreached();
    }

    /** Whether it was settled otherwise before. */
    private boolean isSettledAnew(Interval row) {
        return results.isRestated(row) || results.isMadeOtherwise(row);
    }

    /**
     * Whether what was measured, or what counts, was taken back before it was settled: by a collector that contradicts itself, after its
     * disk and clock were set back, or by a corrected registry with a window that takes what is not measured yet.
     */
    private boolean isDoubted(Interval row) {
        boolean contradicts = promises.plan.has(Plan.Fault.SPOOL_ROLLED_BACK)
                && row.coverage().unmeasured().getOrDefault(MissingCause.PLATFORM, 0L) > 0;
        Instant end = row.start().plus(promises.registry.interval());
        boolean windowed = promises.versions.current().windows().stream()
                .filter(window -> !promises.versions.first().windows().contains(window))
                .anyMatch(window -> window.from().isBefore(end) && window.to().isAfter(row.start()));
        return contradicts || windowed;
    }

    private List<String> episodes(Lease lease, Term.Kind term, Collection<Interval> rows) {
        TreeMap<Long, List<String>> outcomes = new TreeMap<>();
        Set<Long> open = new TreeSet<>();
        for (Interval row : rows) {
            if (row.lease().equals(lease.lease())) {
                if (!row.settled()) {
                    open.add(row.start().getEpochSecond());
                }
                ledger.judgements(row.lease(), row.line(), row.start()).stream()
                        .filter(judgement -> judgement.term() == term)
                        .forEach(judgement -> outcomes.computeIfAbsent(
                                        row.start().getEpochSecond(), key -> new ArrayList<>())
                                .add(judgement.outcome().text()));
            }
        }
        List<String> episodes = new ArrayList<>();
        long first = 0;
        int breached = 0;
        int met = 0;
        long told = 0;
        for (Map.Entry<Long, List<String>> interval : outcomes.entrySet()) {
            long obliging = lease.lines().stream()
                    .filter(line -> lease.contractedAt(line, Instant.ofEpochSecond(interval.getKey())) > 0)
                    .count();
            boolean bad = interval.getValue().contains("breached");
            boolean good = !bad
                    && interval.getValue().stream().allMatch("met"::equals)
                    && interval.getValue().size() >= obliging;
            boolean mayBeMet = !bad
                    && !good
                    && (open.contains(interval.getKey()) || interval.getValue().size() < obliging);
            if ((interval.getKey() > told || mayBeMet) && breached < lease.openAfter()) {
                breached = 0;
            }
            told = interval.getKey() + promises.registry.interval().toSeconds();
            if (bad) {
                first = breached == 0 ? interval.getKey() : first;
                breached++;
                met = 0;
            } else if (good && breached >= lease.openAfter()) {
                met++;
                if (met == lease.closeAfter()) {
                    long end = interval.getKey() + promises.registry.interval().toSeconds();
                    episodes.add(lease.lease() + " " + term + " from " + Instant.ofEpochSecond(first) + " closed "
                            + OptionalLong.of(end));
                    breached = 0;
                    met = 0;
                }
            } else if (good) {
                breached = 0;
            }
        }
        if (breached >= lease.openAfter()) {
            episodes.add(lease.lease() + " " + term + " from " + Instant.ofEpochSecond(first) + " closed "
                    + OptionalLong.empty());
        }
        return episodes;
    }
}
