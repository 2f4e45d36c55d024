/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deadletters;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.alerting.ledger.store.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Keeps the newest dead letters, the same from the same place once, and counts all of them. Safe for concurrent use. */
public final class DeadLetterBook {

    /** How many different ones are kept; of more the oldest go. */
    public static final int KEPT = 1000;

    private final Database database;
    private final Clock clock;

    public DeadLetterBook(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Files letters of a job. */
    public void file(String job, List<DeadLetter> letters) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        database.ordered(connection -> {
            for (DeadLetter letter : letters) {
                file(connection, job, letter, now);
            }
            Rows.change(connection, "UPDATE result_count SET amount = amount + ? WHERE name = 'dead_letters'", (long)
                    letters.size());
            Rows.change(
                    connection,
                    "DELETE FROM dead_letter WHERE number < (SELECT MIN(number) FROM (SELECT number FROM dead_letter"
                            + " ORDER BY number DESC LIMIT " + KEPT + ") AS newest)");
            return letters.size();
        });
    }

    private static void file(Connection connection, String job, DeadLetter letter, Instant now) throws SQLException {
        String key = Hash.sha256().add(letter.source()).add(letter.sha256()).hex();
        int known = Rows.change(
                connection,
                "UPDATE dead_letter SET times = times + 1, last_at = ?, reason = ?, job = ? WHERE letter_key = ?",
                now,
                letter.reason(),
                job,
                key);
        if (known == 0) {
            Rows.change(
                    connection,
                    "INSERT INTO dead_letter (letter_key, job, source, reason, bytes, sha256, sample, times, first_at,"
                            + " last_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
                    key,
                    job,
                    letter.source(),
                    letter.reason(),
                    letter.bytes(),
                    letter.sha256(),
                    letter.sample(),
                    now,
                    now);
        }
    }

    /** The letters that are kept, those that came last first. */
    public List<Filed> newest(int most) {
        return database.transaction(connection -> Rows.all(
                connection,
                "SELECT * FROM dead_letter ORDER BY last_at DESC, number DESC LIMIT ?",
                row -> new Filed(
                        new DeadLetter(
                                row.getString("source"),
                                row.getString("reason"),
                                row.getLong("bytes"),
                                row.getString("sha256"),
                                row.getString("sample")),
                        row.getString("job"),
                        row.getLong("times"),
                        Rows.instant(row, "first_at"),
                        Rows.instant(row, "last_at")),
                most));
    }

    /** How many came in all. */
    public long count() {
        return database.transaction(connection -> Rows.one(
                        connection,
                        "SELECT amount FROM result_count WHERE name = 'dead_letters'",
                        row -> row.getLong(1))
                .orElse(0L));
    }
}
