/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Judgement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The statements that write judgements, of one transaction. */
final class JudgementRows {

    private final Connection connection;

    JudgementRows(Connection connection) {
        this.connection = connection;
    }

    /** A judgement as it stands, with what it rests on. */
    private record Standing(Judgement judged, boolean settled, long registryVersion) {
        /** The same wherever it was breached. */
        Standing anywhere() {
            return new Standing(judged.in(BlockLosses.NONE), settled, registryVersion);
        }
    }

    /** Replaces an interval's judgements and gives the terms whose judgement does not stand as it stood. */
    Set<Term.Kind> judge(Submission.Good good) throws SQLException {
        Content content = good.content();
        Set<Term.Kind> changed = EnumSet.noneOf(Term.Kind.class);
        for (Term.Kind term : Term.Kind.values()) {
            Optional<Standing> before = before(content, term);
            Optional<Standing> now = now(good, term);
            if (before.equals(now)) {
                continue;
            }
            changed.add(term);
            if (now.isPresent()) {
                write(good, now.get(), before.isPresent());
            } else {
                Rows.change(
                        connection,
                        "DELETE FROM judgement WHERE lease = ? AND term = ? AND interval_start = ? AND line = ?",
                        judgementKey(content, term));
            }
        }
        return changed;
    }

    /** Whether an interval's judgements stand as a result says them, in whatever blocks. */
    boolean stand(Submission.Good good) throws SQLException {
        boolean all = true;
        for (Term.Kind term : Term.Kind.values()) {
            Optional<Standing> before = before(good.content(), term).map(Standing::anywhere);
            all = all && before.equals(now(good, term).map(Standing::anywhere));
        }
        return all;
    }

    private Optional<Standing> before(Content content, Term.Kind term) throws SQLException {
        return Rows.one(
                connection,
                "SELECT * FROM judgement WHERE lease = ? AND term = ? AND interval_start = ? AND line = ?",
                row -> new Standing(Stored.judged(row), row.getBoolean("settled"), row.getLong("registry_version")),
                judgementKey(content, term));
    }

    private static Optional<Standing> now(Submission.Good good, Term.Kind term) {
        Content content = good.content();
        return good.judgements().stream()
                .filter(judged -> judged.term() == term)
                .findFirst()
                .map(judged -> new Standing(judged, good.settled(), content.registryVersion()));
    }

    private static Object[] judgementKey(Content content, Term.Kind term) {
        return new Object[] {
            content.lease().value(),
            term.text(),
            content.intervalStart().getEpochSecond(),
            content.line().value()
        };
    }

    private void write(Submission.Good good, Standing now, boolean replaces) throws SQLException {
        Judgement judged = now.judged();
        Layer layer = judged.layer();
        Content content = good.content();
        String sql = replaces
                ? "UPDATE judgement SET interval_s = ?, settled = ?, verdict = ?, value_per_mille = ?,"
                        + " at_least_per_mille = ?, layer = ?, layers = ?, blocks = ?, registry_version = ?"
                        + " WHERE lease = ? AND term = ? AND interval_start = ? AND line = ?"
                : "INSERT INTO judgement (interval_s, settled, verdict, value_per_mille, at_least_per_mille, layer,"
                        + " layers, blocks, registry_version, lease, term, interval_start, line)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        Rows.change(
                connection,
                sql,
                (int) content.interval().toSeconds(),
                good.settled(),
                judged.outcome().text(),
                judged.valuePerMille(),
                judged.atLeastPerMille(),
                layer == null ? null : layer.text(),
                Stored.layers(judged.layers()),
                Stored.blocks(judged.blocks()),
                content.registryVersion(),
                content.lease().value(),
                judged.term().text(),
                content.intervalStart().getEpochSecond(),
                content.line().value());
    }
}
