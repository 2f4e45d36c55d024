/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.dashboards.board.Catalogue;
import io.nameplate.dashboards.board.Dashboard;
import io.nameplate.dashboards.board.PanelQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Executes every query of the shipped dashboards against an InfluxDB, with the variables filled in as Grafana fills them:
 * what comes back is what a person would see.
 *
 * @param influx where to ask
 * @param lease the lease chosen in the Lease dashboard
 * @param from start of the chosen time
 * @param to end of the chosen time
 * @param step Grafana's {@code $__interval}; at least the settlement interval
 */
public record PanelQueries(InfluxQl influx, String lease, Instant from, Instant to, Duration step) {

    /**
     * What one query came to.
     *
     * @param rows rows that hold at least one value
     * @param error InfluxDB's sentence, if it refused
     * @param answer the whole answer
     */
    public record Outcome(PanelQuery query, int rows, Optional<String> error, JsonNode answer) {

        /** No error and at least one row with a value. */
        public boolean shows() {
            return error.isEmpty() && rows > 0;
        }

        @Override
        public String toString() {
            return query + ": " + error.orElse(rows + " rows");
        }
    }

    /** Runs the queries of all shipped dashboards, those of their variables included. */
    public List<Outcome> runAll() {
        return Dashboard.shipped().stream()
                .flatMap(dashboard -> dashboard.queries().stream())
                .map(this::run)
                .toList();
    }

    /**
     * Runs everything and throws, naming each panel that failed or would stay empty. A panel of figures that not every lease has
     * may stay empty where no row has one of them.
     */
    public void requireThatEveryPanelShowsSomething() {
        List<Outcome> outcomes = runAll();
        List<Outcome> empty = outcomes.stream()
                .filter(outcome -> !outcome.shows())
                .filter(outcome -> outcome.error().isPresent() || !asksForWhatNoRowHas(outcome.query()))
                .toList();
        if (outcomes.isEmpty() || !empty.isEmpty()) {
            throw new AssertionError(empty.size() + " of " + outcomes.size() + " queries show nothing:\n"
                    + empty.stream()
                            .map(outcome -> "  " + outcome + "\n    "
                                    + filled(outcome.query().text()))
                            .collect(Collectors.joining("\n")));
        }
    }

    public Outcome run(PanelQuery query) {
        JsonNode answer = influx.query(filled(query.text()));
        Optional<String> error = Optional.ofNullable(answer.findValue("error")).map(JsonNode::asText);
        return new Outcome(query, rows(answer), error, answer);
    }

    /** Whether one of the figures that a query reads is one that not every lease has, and no row of the lease has it. */
    private boolean asksForWhatNoRowHas(PanelQuery query) {
        String measurement = query.text().replaceFirst("(?s).*?FROM \"(\\w+)\".*", "$1");
        String where = query.text().contains("${lease:regex}") ? filled(" WHERE \"lease\" =~ /^${lease:regex}$/") : "";
        return Catalogue.shipped()
                .measurement(measurement)
                .map(known -> known.fields().entrySet().stream()
                        .filter(field -> query.text().contains("\"" + field.getKey() + "\""))
                        .filter(field -> field.getValue().optional())
                        .anyMatch(field -> rows(influx.query("SELECT count(\"" + field.getKey() + "\") FROM \""
                                        + measurement + "\"" + where))
                                == 0))
                .orElse(false);
    }

    /** The query as Grafana would send it. */
    String filled(String text) {
        return text.replace("${lease:regex}", lease.replaceAll("[\\\\^$*+?.()|{}\\[\\]/]", "\\\\$0"))
                .replace("$timeFilter", "time >= " + from.toEpochMilli() + "ms and time <= " + to.toEpochMilli() + "ms")
                .replace("$__interval_ms", Long.toString(step.toMillis()))
                .replace("$__interval", step.toMillis() + "ms");
    }

    private static int rows(JsonNode answer) {
        int rows = 0;
        for (JsonNode result : answer.path("results")) {
            for (JsonNode series : result.path("series")) {
                for (JsonNode row : series.path("values")) {
                    if (row.valueStream().skip(1).anyMatch(value -> !value.isNull())) {
                        rows++;
                    }
                }
            }
        }
        return rows;
    }
}
