/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One dashboard in Grafana's classic JSON.
 *
 * @param file where it lies below {@code grafana/json}
 * @param root its JSON
 */
public record Dashboard(String file, JsonNode root) {

    /** Every file below {@code grafana/json}; a test compares this list with the folder. */
    public static final List<String> SHIPPED_FILES =
            List.of("nameplate/fleet.json", "nameplate/lease.json", "nameplate/collectors.json");

    /** The dashboards this module ships. */
    public static List<Dashboard> shipped() {
        return SHIPPED_FILES.stream()
                .map(file -> new Dashboard(file, Json.resource("grafana/json/" + file)))
                .toList();
    }

    public String title() {
        return root.path("title").asText();
    }

    /** Every panel, rows and the panels inside collapsed rows included. */
    public List<JsonNode> panels() {
        return root.path("panels")
                .valueStream()
                .flatMap(panel ->
                        Stream.concat(Stream.of(panel), panel.path("panels").valueStream()))
                .toList();
    }

    public List<JsonNode> variables() {
        return root.path("templating").path("list").valueStream().toList();
    }

    /** Whether its panels ask a Prometheus; the others ask an InfluxDB. */
    public boolean asksPrometheus() {
        return variables().stream()
                .anyMatch(variable -> variable.path("type").asText().equals("datasource")
                        && variable.path("query").asText().equals("prometheus"));
    }

    /** The expressions of all panels in PromQL; none where it asks an InfluxDB. */
    public List<PanelQuery> expressions() {
        List<PanelQuery> expressions = new ArrayList<>();
        if (asksPrometheus()) {
            for (JsonNode panel : panels()) {
                for (JsonNode target : panel.path("targets")) {
                    expressions.add(new PanelQuery(
                            title(), place(panel, target), target.path("expr").asText()));
                }
            }
        }
        return List.copyOf(expressions);
    }

    /** The queries in InfluxQL of all panels and variables, in the order of the page; none where it asks a Prometheus. */
    public List<PanelQuery> queries() {
        List<PanelQuery> queries = new ArrayList<>();
        if (asksPrometheus()) {
            return queries;
        }
        for (JsonNode variable : variables()) {
            if (variable.path("type").asText().equals("query")) {
                queries.add(new PanelQuery(
                        title(),
                        "variable " + variable.path("name").asText(),
                        variable.path("query").asText()));
            }
        }
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new PanelQuery(
                        title(), place(panel, target), target.path("query").asText()));
            }
        }
        return List.copyOf(queries);
    }

    private static String place(JsonNode panel, JsonNode target) {
        return panel.path("title").asText() + " " + target.path("refId").asText();
    }
}
