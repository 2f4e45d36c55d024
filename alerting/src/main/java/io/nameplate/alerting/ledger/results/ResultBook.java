/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Fence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of results from the stream job, each batch in one transaction. A settled content other than the latest
 * revision's becomes the next revision; the same content is no change; what an interval's newer statement has overtaken
 * is refused. Provisional rows are replaced and never chained. Judgements follow the results, and who listens for them
 * is told in the same transaction.
 */
public final class ResultBook {

    private final Database database;
    private final Clock clock;
    private final SubmissionReader reader;
    private final Reasons reasons;
    private final JudgementsChanged listener;

    /** @param kept the newest of what the evidence store keeps of a hall and interval, as canonical bytes */
    public ResultBook(
            Database database,
            Clock clock,
            LongFunction<Optional<Registry>> registries,
            BiFunction<HallId, Instant, Optional<byte[]>> kept,
            JudgementsChanged listener) {
        this.database = database;
        this.clock = clock;
        this.reader = new SubmissionReader(registries);
        this.reasons = new Reasons(new Verdicts(registries), kept);
        this.listener = listener;
    }

    /** What one good result did to the ledger. */
    private enum Effect {
        ACCEPTED,
        UNCHANGED,
        OVERTAKEN,
        OUT_OF_HANDS
    }

    private record TermOf(LeaseId lease, Term.Kind term) {}

    private record Span(long first, long last) {
        Span with(Span other) {
            return new Span(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /**
     * Records a batch.
     *
     * @param generation the stream job's generation; a job of a lower one than ever seen is told to stop
     * @param job the job's nonce, kept for whoever asks which job wrote
     */
    public Intake take(long generation, String job, List<JsonNode> results) {
        List<Submission> submissions = results.stream().map(reader::read).toList();
        return database.ordered(connection -> {
            OptionalLong newer = Fence.shutOut(connection, generation, job);
            if (newer.isPresent()) {
                return new Intake.Stale(newer.getAsLong());
            }
            return new Batch(connection, generation, null).take(submissions);
        });
    }

    /**
     * Records what was settled again, within an ordered transaction. What says the same as the latest revision makes none;
     * anything else is the next one, keeps the place of the latest in the order of generations and counters, and is out
     * of the stream job's hands from then on: only another resettlement changes it.
     */
    public Intake.Taken resettle(Connection connection, List<LineResult> results, Approval approval)
            throws SQLException {
        List<Submission> submissions = results.stream()
                .<Submission>map(result -> new Submission.Good(
                        0,
                        true,
                        result.content(),
                        result.content().canonicalJson(),
                        result.content().sha256(),
                        result.judgements(),
                        result.worst(),
                        result.provenance(),
                        result.coverage(),
                        Beside.of(result.use())))
                .toList();
        return new Batch(connection, 0, approval).take(submissions);
    }

    private final class Batch {

        private final Connection connection;
        private final long generation;
        private final @Nullable Approval approval;
        private final ResultRows rows;
        private final JudgementRows judgements;
        private final Map<TermOf, Span> judged = new LinkedHashMap<>();
        private final List<Intake.Change> changes = new ArrayList<>();

        Batch(Connection connection, long generation, @Nullable Approval approval) {
            this.connection = connection;
            this.generation = generation;
            this.approval = approval;
            this.rows = new ResultRows(connection, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            this.judgements = new JudgementRows(connection);
        }

        Intake.Taken take(List<Submission> submissions) throws SQLException {
            int accepted = 0;
            int unchanged = 0;
            List<Intake.Refused> refused = new ArrayList<>();
            for (int i = 0; i < submissions.size(); i++) {
                Submission submission = submissions.get(i);
                if (submission instanceof Submission.Good good) {
                    switch (approval == null ? record(good) : resettle(good, approval)) {
                        case ACCEPTED -> accepted++;
                        case UNCHANGED -> unchanged++;
                        case OVERTAKEN ->
                            refused.add(new Intake.Refused(
                                    i,
                                    "a newer result of this interval is recorded; counter " + good.counter()
                                            + " is older and says something else"));
                        case OUT_OF_HANDS ->
                            refused.add(new Intake.Refused(
                                    i, "this interval was resettled; only a resettlement changes it again"));
                    }
                } else if (submission instanceof Submission.Bad bad) {
                    refused.add(new Intake.Refused(i, bad.reason()));
                }
            }
            rows.writeCounts();
            Set<LeaseId> deviating = new TreeSet<>();
            for (Map.Entry<TermOf, Span> entry : judged.entrySet()) {
                LeaseId lease = entry.getKey().lease();
                Span span = entry.getValue();
                if (listener.changed(connection, lease, entry.getKey().term(), span.first(), span.last())) {
                    deviating.add(lease);
                }
            }
            return new Intake.Taken(accepted, unchanged, refused, changes, deviating);
        }

        private Effect record(Submission.Good told) throws SQLException {
            Optional<ResultRows.Latest> latest = rows.latest(told.content());
            Submission.Good good = underTheSame(told, latest);
            boolean settled = latest.map(ResultRows.Latest::settled).orElse(false);
            boolean same = latest.map(ResultRows.Latest::sha256)
                    .filter(good.sha256()::equals)
                    .isPresent();
            boolean newer = latest.map(found -> found.olderThan(generation, good.counter()))
                    .orElse(true);
            if (settled && !good.settled()) {
                return Effect.UNCHANGED;
            }
            if (latest.map(ResultRows.Latest::resettled).orElse(false)) {
                return same ? Effect.UNCHANGED : Effect.OUT_OF_HANDS;
            }
            boolean settles = good.settled() && !settled;
            if (!newer && !settles) {
                return same || !good.settled() ? Effect.UNCHANGED : Effect.OVERTAKEN;
            }
            boolean other = !same || settles;
            if (other) {
                int revision = 0;
                if (good.settled()) {
                    revision = latest.map(ResultRows.Latest::revision).orElse(0) + 1;
                    rows.chain(good, revision, generation, why(good, latest));
                }
                rows.write(good, latest, revision, generation, false);
                tell(good, revision);
            } else {
                rows.confirm(good, latest.orElseThrow(), generation);
            }
            judge(good);
            return other ? Effect.ACCEPTED : Effect.UNCHANGED;
        }

        /**
         * What differs from a settled result in nothing but the registry's number counts as said under that result's version: a job that goes on from
         * before it settles so once the registry is another.
         */
        private Submission.Good underTheSame(Submission.Good told, Optional<ResultRows.Latest> latest)
                throws SQLException {
            long version = latest.filter(ResultRows.Latest::settled)
                    .map(ResultRows.Latest::registryVersion)
                    .orElse(told.content().registryVersion());
            if (!told.settled() || version == told.content().registryVersion()) {
                return told;
            }
            Submission.Good under = told.under(version);
            boolean same = under.sha256().equals(latest.orElseThrow().sha256()) && judgements.stand(under);
            return same ? under : told;
        }

        private ResultRows.Why why(Submission.Good good, Optional<ResultRows.Latest> latest) {
            return latest.filter(ResultRows.Latest::settled)
                    .map(before -> new ResultRows.Why(reasons.of(good, before), null))
                    .orElseGet(() -> new ResultRows.Why(null, null));
        }

        private Effect resettle(Submission.Good good, Approval approved) throws SQLException {
            Optional<ResultRows.Latest> latest = rows.latest(good.content());
            long ofGeneration = latest.map(ResultRows.Latest::generation).orElse(0L);
            Submission.Good placed =
                    good.counted(latest.map(ResultRows.Latest::counter).orElse(0L));
            boolean same = latest.filter(ResultRows.Latest::settled)
                    .map(ResultRows.Latest::sha256)
                    .filter(good.sha256()::equals)
                    .isPresent();
            if (same) {
                rows.confirm(placed, latest.orElseThrow(), ofGeneration);
            } else {
                int revision = latest.map(ResultRows.Latest::revision).orElse(0) + 1;
                rows.chain(placed, revision, ofGeneration, new ResultRows.Why(approved.reason(), approved.approver()));
                rows.write(placed, latest, revision, ofGeneration, true);
                tell(good, revision);
            }
            judge(placed);
            return same ? Effect.UNCHANGED : Effect.ACCEPTED;
        }

        private void tell(Submission.Good good, int revision) {
            Content content = good.content();
            changes.add(new Intake.Change(
                    content.lease(), content.line(), content.intervalStart(), good.settled(), revision));
        }

        private void judge(Submission.Good good) throws SQLException {
            Content content = good.content();
            long start = content.intervalStart().getEpochSecond();
            Set<Term.Kind> changed = judgements.judge(good);
            for (Term.Kind term : changed) {
                judged.merge(new TermOf(content.lease(), term), new Span(start, start), Span::with);
            }
        }
    }

    /** The highest generation that ever wrote; 0 while none has. */
    public long generation() {
        return database.transaction(Fence::seen);
    }
}
