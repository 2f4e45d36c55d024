/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of {@code result_latest} that hold a result's states, so that the database can add them up. */
final class StateColumns {

    /** One column: {@code uncooled}; or, where a state has causes, one per cause: {@code derated_cooling}. */
    private record Column(String name, State state, List<Cause> cause) {}

    private static final List<Column> COLUMNS = columns();

    private StateColumns() {}

    private static List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (State state : State.values()) {
            String name = state.name().toLowerCase(Locale.ROOT);
            if (state == State.DERATED) {
                for (Cause cause : Cause.values()) {
                    columns.add(new Column(name + "_" + cause.text(), state, List.of(cause)));
                }
            } else {
                columns.add(new Column(name, state, List.of()));
            }
        }
        return List.copyOf(columns);
    }

    static int count() {
        return COLUMNS.size();
    }

    static String names() {
        return COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    static String assignments() {
        return COLUMNS.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));
    }

    /** What a query selects so that {@link #totals} can read the sum of its rows. */
    static String sums() {
        return "COUNT(*) AS intervals, COALESCE(SUM(CASE WHEN revision > 1 THEN 1 ELSE 0 END), 0) AS restated,"
                + " COALESCE(SUM(CASE WHEN settled THEN 0 ELSE 1 END), 0) AS provisional,"
                + " MAX(interval_start + interval_s) AS as_of, COALESCE(SUM(contracted), 0) AS contracted, "
                + CoverageColumns.sums() + ", "
                + COLUMNS.stream()
                        .map(column -> "COALESCE(SUM(" + column.name() + "), 0) AS " + column.name())
                        .collect(Collectors.joining(", "));
    }

    /** What a query selects so that {@link #totals} can read one of its rows. */
    static String plain() {
        return "contracted, " + names() + ", " + String.join(", ", CoverageColumns.all());
    }

    static List<Object> values(Content content) {
        return COLUMNS.stream()
                .<Object>map(column -> column.cause().isEmpty()
                        ? content.gpuMs(column.state())
                        : content.derated().getOrDefault(column.cause().get(0), 0L))
                .toList();
    }

    static Totals totals(ResultSet row, Basis basis) throws SQLException {
        Map<State, Long> states = new EnumMap<>(State.class);
        Map<Cause, Long> derated = new EnumMap<>(Cause.class);
        for (Column column : COLUMNS) {
            long amount = row.getLong(column.name());
            states.merge(column.state(), amount, Long::sum);
            column.cause().forEach(cause -> derated.put(cause, amount));
        }
        return new Totals(basis, row.getLong("contracted"), states, derated, CoverageColumns.causes(row));
    }
}
