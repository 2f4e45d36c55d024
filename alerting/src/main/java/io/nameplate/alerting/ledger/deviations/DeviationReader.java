/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.LeaseId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads deviations, and what happened to them, for pages, exports and messages. */
public final class DeviationReader {

    private static final int MOST = 1000;

    private final Database database;

    public DeviationReader(Database database) {
        this.database = database;
    }

    /** Something that happened to a deviation; numbers rise in the order things happened. */
    public record Event(long number, DeviationId deviation, String kind, Instant recordedAt) {}

    public Optional<Deviation> deviation(DeviationId id) {
        return database.transaction(connection -> DeviationRows.all(connection, "number = ?", id.number()).stream()
                .findFirst());
    }

    /** The deviations of a lease, in the order their ids were given. */
    public List<Deviation> ofLease(LeaseId lease) {
        return database.transaction(connection -> DeviationRows.all(connection, "lease = ?", lease.value()));
    }

    public List<Deviation> all() {
        return database.transaction(connection -> DeviationRows.all(connection, "1 = 1"));
    }

    public List<Deviation> inState(Deviation.State state) {
        return database.transaction(connection -> DeviationRows.all(connection, "state = ?", state.text()));
    }

    /** How many deviations stand in each state. */
    public Map<Deviation.State, Long> counts() {
        return database.transaction(connection -> {
            Map<Deviation.State, Long> counts = new EnumMap<>(Deviation.State.class);
            Rows.all(
                    connection,
                    "SELECT state, COUNT(*) FROM deviation GROUP BY state",
                    row -> counts.put(
                            Deviation.State.valueOf(row.getString(1).toUpperCase(Locale.ROOT)), row.getLong(2)));
            return counts;
        });
    }

    /** What happened after event {@code after}, oldest first. */
    public List<Event> eventsAfter(long after) {
        return database.transaction(connection -> Rows.all(
                connection,
                "SELECT * FROM deviation_event WHERE number > ? ORDER BY number LIMIT " + MOST,
                row -> new Event(
                        row.getLong("number"),
                        new DeviationId(row.getLong("deviation")),
                        row.getString("kind"),
                        Rows.instant(row, "recorded_at")),
                after));
    }
}
