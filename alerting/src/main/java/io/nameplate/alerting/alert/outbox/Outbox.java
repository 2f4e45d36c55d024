/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The messages in the database: those to be sent, and those that were. */
public final class Outbox {

    private static final int MOST_DUE = 100;
    private static final int LONGEST_ERROR = 900;

    private final Database database;

    public Outbox(Database database) {
        this.database = database;
    }

    /** A message that does not stand in the outbox yet. */
    public record Draft(
            String key, DeviationId deviation, String lease, String kind, String channel, Message message) {}

    /** Makes messages of an event number's deviation, inside the transaction that notes the event as read. */
    @FunctionalInterface
    public interface Author {
        /** The last event it wrote about, and what it wrote. */
        Written after(long event);
    }

    /**
     * What an author made of the events it read.
     *
     * @param threads in whose thread of messages a deviation is told from now on
     */
    public record Written(long lastEvent, List<Draft> drafts, Map<DeviationId, DeviationId> threads) {
        public Written {
            drafts = List.copyOf(drafts);
            threads = Map.copyOf(threads);
        }

        public Written(long lastEvent, List<Draft> drafts) {
            this(lastEvent, drafts, Map.of());
        }

        /** This with what was made of another lease's events. */
        Written and(Written other) {
            List<Draft> all = new ArrayList<>(drafts);
            all.addAll(other.drafts);
            Map<DeviationId, DeviationId> both = new TreeMap<>(threads);
            both.putAll(other.threads);
            return new Written(Math.max(lastEvent, other.lastEvent), all, both);
        }
    }

    /** Lets an author write about new events; messages and the place in the events are committed together. */
    public int write(Author author, Instant now) {
        return database.transaction(connection -> {
            long place = Rows.one(
                            connection, "SELECT event FROM alert_place WHERE id = 1 FOR UPDATE", row -> row.getLong(1))
                    .orElseThrow();
            Written written = author.after(place);
            int added = 0;
            for (Draft draft : written.drafts()) {
                added += add(connection, draft, now);
            }
            Threads.remember(connection, written.threads());
            if (written.lastEvent() > place) {
                Rows.change(connection, "UPDATE alert_place SET event = ? WHERE id = 1", written.lastEvent());
            }
            return added;
        });
    }

    /** Adds a message. One that stands there already is not sent again, but says the newest as long as it has not left. */
    private static int add(Connection connection, Draft draft, Instant now) throws SQLException {
        Message message = draft.message();
        boolean known = Rows.one(
                        connection,
                        "SELECT number FROM notification WHERE message_key = ?",
                        row -> row.getLong(1),
                        draft.key())
                .isPresent();
        if (known) {
            Rows.change(
                    connection,
                    "UPDATE notification SET subject = ?, plain = ?, html = ? WHERE message_key = ? AND sent_at IS NULL",
                    message.subject(),
                    message.plain(),
                    message.html(),
                    draft.key());
            return 0;
        }
        return Rows.change(
                connection,
                "INSERT INTO notification (message_key, deviation, lease, kind, channel, recipient, subject, plain,"
                        + " html, message_id, thread_id, created_at, attempts, next_attempt_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
                draft.key(),
                draft.deviation().number(),
                draft.lease(),
                draft.kind(),
                draft.channel(),
                message.recipient(),
                message.subject(),
                message.plain(),
                message.html(),
                message.messageId(),
                message.threadId(),
                now,
                now);
    }

    /** What should go out now; a deviation's next message waits until the one before it is through. */
    public List<Notification> due(Instant now) {
        return database.transaction(connection -> Rows.all(
                connection,
                "SELECT * FROM notification n WHERE n.sent_at IS NULL AND n.next_attempt_at <= ? AND NOT EXISTS"
                        + " (SELECT 1 FROM notification e WHERE e.deviation = n.deviation AND e.recipient = n.recipient"
                        + " AND e.channel = n.channel AND e.number < n.number AND e.sent_at IS NULL)"
                        + " ORDER BY n.number LIMIT " + MOST_DUE,
                Outbox::notification,
                now));
    }

    public void sent(Notification notification, Instant now) {
        database.transaction(connection -> Rows.change(
                connection,
                "UPDATE notification SET sent_at = ?, attempts = attempts + 1, last_error = NULL WHERE number = ?",
                now,
                notification.number()));
    }

    public void failed(Notification notification, String reason, Instant next) {
        database.transaction(connection -> Rows.change(
                connection,
                "UPDATE notification SET attempts = attempts + 1, last_error = ?, next_attempt_at = ? WHERE number = ?",
                reason.length() > LONGEST_ERROR ? reason.substring(0, LONGEST_ERROR) : reason,
                next,
                notification.number()));
    }

    /** Every message, the latest first. */
    public List<Notification> all(int limit) {
        return database.transaction(connection -> Rows.all(
                connection, "SELECT * FROM notification ORDER BY number DESC LIMIT ?", Outbox::notification, limit));
    }

    /** How many messages are through. */
    public long countSent() {
        return count("IS NOT NULL");
    }

    /** How many messages wait. */
    public long countPending() {
        return count("IS NULL");
    }

    private long count(String sent) {
        return database.transaction(connection -> Rows.one(
                        connection, "SELECT COUNT(*) FROM notification WHERE sent_at " + sent, row -> row.getLong(1))
                .orElse(0L));
    }

    private static Notification notification(ResultSet row) throws SQLException {
        return new Notification(
                row.getLong("number"),
                row.getString("message_key"),
                new DeviationId(row.getLong("deviation")),
                row.getString("lease"),
                row.getString("kind"),
                row.getString("channel"),
                new Message(
                        row.getString("recipient"),
                        row.getString("subject"),
                        row.getString("plain"),
                        row.getString("html"),
                        row.getString("message_id"),
                        row.getString("thread_id")),
                row.getInt("attempts"),
                Rows.instant(row, "created_at"),
                Rows.maybeInstant(row, "sent_at"),
                Optional.ofNullable(row.getString("last_error")));
    }
}
