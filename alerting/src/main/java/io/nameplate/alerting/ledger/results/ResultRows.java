/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.MissingCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements that write results, of one transaction. */
final class ResultRows {

    static final String NO_HASH = "0".repeat(64);

    private static final String UPDATE = "UPDATE result_latest SET " + StateColumns.assignments()
            + ", interval_s = ?, settled = ?, revision = ?, provisional_content = ?, content_sha256 = ?,"
            + " generation = ?, counter = ?, recorded_at = ?, registry_version = ?, contracted = ?, worst_nodes = ?,"
            + " provenance = ?, resettled = ?, counted = ?, beside = ?, " + CoverageColumns.assignments()
            + " WHERE lease = ? AND line = ? AND interval_start = ?";
    private static final String INSERT = "INSERT INTO result_latest (" + StateColumns.names()
            + ", interval_s, settled, revision, provisional_content, content_sha256, generation, counter,"
            + " recorded_at, registry_version, contracted, worst_nodes, provenance, resettled, counted, beside, "
            + String.join(", ", CoverageColumns.all()) + ", lease, line, interval_start)"
            + " VALUES ("
            + "?, ".repeat(StateColumns.count() + CoverageColumns.all().size())
            + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Connection connection;
    private final Instant now;
    private final QuarterRows quarters;
    private final Map<String, Integer> counts = new HashMap<>();

    ResultRows(Connection connection, Instant now) {
        this.connection = connection;
        this.quarters = new QuarterRows(connection);
        this.now = now;
    }

    /** What the ledger says of an interval now. */
    record Latest(
            boolean settled,
            int revision,
            String sha256,
            long generation,
            long counter,
            long registryVersion,
            @Nullable String provenance,
            boolean resettled,
            boolean counted,
            Beside beside,
            Map<MissingCause, Long> missing) {
        boolean olderThan(long otherGeneration, long otherCounter) {
            return generation < otherGeneration || (generation == otherGeneration && counter < otherCounter);
        }
    }

    Optional<Latest> latest(Content content) throws SQLException {
        return Rows.one(
                connection,
                "SELECT settled, revision, content_sha256, generation, counter, registry_version,"
                        + " provenance, resettled, counted, beside, " + String.join(", ", CoverageColumns.all())
                        + " FROM result_latest WHERE lease = ? AND line = ? AND interval_start = ?",
                row -> new Latest(
                        row.getBoolean(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getString(7),
                        row.getBoolean(8),
                        row.getBoolean(9),
                        Beside.stored(row.getString(10)),
                        CoverageColumns.causes(row)),
                key(content));
    }

    private static Object[] key(Content content) {
        return new Object[] {
            content.lease().value(),
            content.line().value(),
            content.intervalStart().getEpochSecond()
        };
    }

    /** Why a revision is there: null for the first; the approver is null where it is the stream job's. */
    record Why(Approval.@Nullable Reason reason, @Nullable String approver) {}

    /** Appends a revision to the chain of its lease. */
    void chain(Submission.Good good, int revision, long generation, Why why) throws SQLException {
        Content content = good.content();
        record Head(long length, String hash) {}
        String lease = content.lease().value();
        Optional<Head> found = Rows.one(
                connection,
                "SELECT length, head FROM lease_chain WHERE lease = ?",
                row -> new Head(row.getLong(1), row.getString(2)),
                lease);
        Head head = found.orElse(new Head(0, NO_HASH));
        long start = content.intervalStart().getEpochSecond();
        String hash = chained(head.hash(), good, revision, why);
        Approval.Reason reason = why.reason();
        Rows.change(
                connection,
                "INSERT INTO result_revision (lease, line, interval_start, revision, content, content_sha256,"
                        + " provenance, chain_position, previous_hash, chain_hash, generation, counter, recorded_at,"
                        + " reason, approver) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lease,
                content.line().value(),
                start,
                revision,
                good.canonical(),
                good.sha256(),
                good.provenance().sha256(),
                head.length() + 1,
                head.hash(),
                hash,
                generation,
                good.counter(),
                now,
                reason == null ? null : reason.text(),
                why.approver());
        String upsert = found.isPresent()
                ? "UPDATE lease_chain SET length = ?, head = ? WHERE lease = ?"
                : "INSERT INTO lease_chain (length, head, lease) VALUES (?, ?, ?)";
        Rows.change(connection, upsert, head.length() + 1, hash, lease);
        count("revisions", 1);
        count(revision == 1 ? "results" : "restated", 1);
    }

    /** The hash that a revision leaves on its lease's chain; documented in {@code docs/alerting.md}. */
    private static String chained(String previous, Submission.Good good, int revision, Why why) {
        Content content = good.content();
        Hash hash = Hash.sha256()
                .add(previous)
                .add(content.lease().value())
                .add(content.line().value())
                .add(content.intervalStart().getEpochSecond())
                .add(revision)
                .add(good.sha256())
                .add(good.provenance().sha256());
        Approval.Reason reason = why.reason();
        String approver = why.approver();
        if (reason != null && approver != null) {
            hash.add(reason.text()).add(approver);
        }
        return hash.hex();
    }

    /** Makes a result what the interval is known to be. */
    void write(Submission.Good good, Optional<Latest> before, int revision, long generation, boolean resettled)
            throws SQLException {
        Content content = good.content();
        boolean provisional = !good.settled();
        List<@Nullable Object> values = new ArrayList<>(StateColumns.values(content));
        values.add((int) content.interval().toSeconds());
        values.add(good.settled());
        values.add(revision);
        values.add(provisional ? good.canonical() : null);
        values.add(good.sha256());
        values.add(generation);
        values.add(good.counter());
        values.add(now);
        values.add(content.registryVersion());
        values.add(content.contractedGpuMs());
        values.add(Stored.worst(good.worst()));
        values.add(good.provenance().sha256());
        values.add(resettled);
        values.add(good.settled());
        values.add(good.beside().json());
        values.addAll(CoverageColumns.values(good.coverage()));
        values.addAll(List.of(key(content)));
        Rows.change(connection, before.isPresent() ? UPDATE : INSERT, values.toArray());
        boolean wasProvisional = before.isPresent() && !before.get().settled();
        count("provisional", (provisional ? 1 : 0) - (wasProvisional ? 1 : 0));
        head(content, good.settled());
        if (good.settled()) {
            countOnce(good, before, revision);
        }
    }

    /** Counts a settled revision in its quarter-hour, instead of the one before it. */
    private void countOnce(Submission.Good good, Optional<Latest> before, int revision) throws SQLException {
        Content content = good.content();
        if (before.filter(Latest::counted).isPresent()) {
            int counted = before.get().revision();
            Rows.one(
                            connection,
                            "SELECT content FROM result_revision WHERE lease = ? AND line = ? AND interval_start = ?"
                                    + " AND revision = " + counted,
                            row -> row.getString(1),
                            key(content))
                    .ifPresent(replaced -> quarters.takeOff(
                            content,
                            UseAmounts.of(
                                    replaced,
                                    counted,
                                    before.get().beside(),
                                    before.get().missing())));
        }
        quarters.add(
                content,
                UseAmounts.of(
                        good.canonical(),
                        revision,
                        good.beside(),
                        good.coverage().unmeasured()));
    }

    private void head(Content content, boolean settled) throws SQLException {
        String lease = content.lease().value();
        String line = content.line().value();
        long start = content.intervalStart().getEpochSecond();
        int met = Rows.change(
                connection,
                "UPDATE line_head SET latest_start = CASE WHEN latest_start < ? THEN ? ELSE latest_start END"
                        + " WHERE lease = ? AND line = ?",
                start,
                start,
                lease,
                line);
        if (met == 0) {
            Rows.change(
                    connection,
                    "INSERT INTO line_head (lease, line, latest_start) VALUES (?, ?, ?)",
                    lease,
                    line,
                    start);
        }
        if (settled) {
            Rows.change(
                    connection,
                    "UPDATE line_head SET settled_start = ? WHERE lease = ? AND line = ?"
                            + " AND (settled_start IS NULL OR settled_start < ?)",
                    start,
                    lease,
                    line,
                    start);
        }
    }

    /**
     * The same content was said again by a newer statement: older ones are overtaken from now on, and it rests on what this
     * one rests on, and
     * says of what was not measured what this one says.
     */
    void confirm(Submission.Good good, Latest before, long generation) throws SQLException {
        Beside beside = good.beside().over(before.beside());
        if (before.counted()) {
            String content = good.canonical();
            int revision = before.revision();
            quarters.takeOff(good.content(), UseAmounts.of(content, revision, before.beside(), before.missing()));
            quarters.add(
                    good.content(),
                    UseAmounts.of(content, revision, beside, good.coverage().unmeasured()));
        }
        List<@Nullable Object> values = new ArrayList<>(List.of(
                generation,
                good.counter(),
                Stored.worst(good.worst()),
                good.provenance().sha256(),
                beside.json()));
        values.addAll(CoverageColumns.values(good.coverage()));
        values.addAll(List.of(key(good.content())));
        Rows.change(
                connection,
                "UPDATE result_latest SET generation = ?, counter = ?, worst_nodes = ?, provenance = ?, beside = ?, "
                        + CoverageColumns.assignments() + " WHERE lease = ? AND line = ? AND interval_start = ?",
                values.toArray());
    }

    private void count(String name, int more) {
        counts.merge(name, more, Integer::sum);
    }

    /** Writes what adds up over the transaction. */
    void writeCounts() throws SQLException {
        quarters.write();
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (entry.getValue() != 0) {
                Rows.change(
                        connection,
                        "UPDATE result_count SET amount = amount + ? WHERE name = ?",
                        (long) entry.getValue(),
                        entry.getKey());
            }
        }
    }
}
