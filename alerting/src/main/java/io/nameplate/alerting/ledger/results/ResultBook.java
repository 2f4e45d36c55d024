/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Fence;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

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
    private final JudgementsChanged listener;

    public ResultBook(
            Database database, Clock clock, LongFunction<Optional<Registry>> registries, JudgementsChanged listener) {
        this.database = database;
        this.clock = clock;
        this.reader = new SubmissionReader(registries);
        this.listener = listener;
    }

    /** What one good result did to the ledger. */
    private enum Effect {
        ACCEPTED,
        UNCHANGED,
        OVERTAKEN
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
            return new Batch(connection, generation).take(submissions);
        });
    }

    private final class Batch {

        private final Connection connection;
        private final long generation;
        private final ResultRows rows;
        private final Map<TermOf, Span> judged = new LinkedHashMap<>();
        private final List<Intake.Change> changes = new ArrayList<>();

        Batch(Connection connection, long generation) {
            this.connection = connection;
            this.generation = generation;
            this.rows = new ResultRows(connection, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }

        Intake take(List<Submission> submissions) throws SQLException {
            int accepted = 0;
            int unchanged = 0;
            List<Intake.Refused> refused = new ArrayList<>();
            for (int i = 0; i < submissions.size(); i++) {
                Submission submission = submissions.get(i);
                if (submission instanceof Submission.Good good) {
                    switch (record(good)) {
                        case ACCEPTED -> accepted++;
                        case UNCHANGED -> unchanged++;
                        case OVERTAKEN ->
                            refused.add(new Intake.Refused(
                                    i,
                                    "a newer result of this interval is recorded; counter " + good.counter()
                                            + " is older and says something else"));
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

        private Effect record(Submission.Good good) throws SQLException {
            Content content = good.content();
            Optional<ResultRows.Latest> latest = rows.latest(content);
            boolean settled = latest.map(ResultRows.Latest::settled).orElse(false);
            boolean same = latest.map(ResultRows.Latest::sha256)
                    .filter(good.sha256()::equals)
                    .isPresent();
            boolean newer = latest.map(found -> found.olderThan(generation, good.counter()))
                    .orElse(true);
            if (settled && !good.settled()) {
                return Effect.UNCHANGED;
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
                    rows.chain(good, revision, generation);
                }
                rows.write(good, latest, revision, generation);
                changes.add(new Intake.Change(
                        content.lease(), content.line(), content.intervalStart(), good.settled(), revision));
            } else {
                rows.confirm(good, generation);
            }
            judge(good);
            return other ? Effect.ACCEPTED : Effect.UNCHANGED;
        }

        private void judge(Submission.Good good) throws SQLException {
            Content content = good.content();
            long start = content.intervalStart().getEpochSecond();
            Set<Term.Kind> changed = rows.judge(good);
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
