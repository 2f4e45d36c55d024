/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.situation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.accounts.Worth;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers from the ledger what belongs to a deviation: its blocks and what the loss is worth. */
public final class SituationReader {

    /** Intervals read to find the blocks; the first ones of a long deviation say enough. */
    private static final int MOST_INTERVALS = 360;

    private final ResultReader results;
    private final DeviationReader deviations;
    private final ObjectMapper json = new ObjectMapper();

    public SituationReader(ResultReader results, DeviationReader deviations) {
        this.results = results;
        this.deviations = deviations;
    }

    /** The situation of a deviation of this lease. */
    public Situation situation(Deviation deviation, Lease lease) {
        return new Situation(deviation, lease, blocks(deviation, lease), alongside(deviation), worth(deviation, lease));
    }

    /** An estimate of what a deviation's loss is worth; empty for terms that count no lost capacity. */
    public static Optional<BigDecimal> worth(Deviation deviation, Lease lease) {
        if (!deviation.term().losesCapacity()) {
            return Optional.empty();
        }
        Episode episode = deviation.episode();
        return Optional.of(Worth.of(lease, Instant.ofEpochSecond(episode.firstBreached()), episode.lost()));
    }

    private List<Deviation> alongside(Deviation deviation) {
        if (deviation.term() == Term.Kind.COVERAGE) {
            return List.of();
        }
        return deviations.ofLease(deviation.lease()).stream()
                .filter(other -> !other.id().equals(deviation.id()) && other.term() != Term.Kind.COVERAGE)
                .filter(other -> other.state() == Deviation.State.OPEN || other.state() == Deviation.State.CLOSED)
                .filter(other -> other.episode().overlaps(deviation.episode()))
                .toList();
    }

    private List<Situation.BlockLoss> blocks(Deviation deviation, Lease lease) {
        Episode episode = deviation.episode();
        Instant from = Instant.ofEpochSecond(episode.firstBreached());
        Instant to = Instant.ofEpochSecond(episode.lastBreached() + 1);
        Map<BlockId, Long> lost = new HashMap<>();
        for (CapacityLine line : lease.lines()) {
            for (Interval interval : results.intervals(lease.lease(), line.line(), from, to, MOST_INTERVALS)) {
                add(interval, lease, deviation.term(), lost);
            }
        }
        return lost.entrySet().stream()
                .map(entry -> new Situation.BlockLoss(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Situation.BlockLoss::lostGpuMs)
                        .reversed()
                        .thenComparing(Situation.BlockLoss::block))
                .toList();
    }

    private void add(Interval interval, Lease lease, Term.Kind term, Map<BlockId, Long> lost) {
        try {
            JsonNode blocks = json.readTree(interval.content()).path("blocks");
            blocks.properties()
                    .forEach(block -> block.getValue().properties().forEach(loss -> {
                        State state = State.valueOf(loss.getKey());
                        if (counts(state, lease, term)) {
                            lost.merge(
                                    new BlockId(block.getKey()), loss.getValue().asLong(), Long::sum);
                        }
                    }));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("the content of " + interval.start() + " is damaged", damaged);
        }
    }

    /** Whether a term counts a loss against the supplier. */
    private static boolean counts(State state, Lease lease, Term.Kind term) {
        return term == Term.Kind.COVERAGE
                ? state == State.UNMEASURED
                : state != State.UNMEASURED && !lease.tenantBears().contains(state);
    }
}
