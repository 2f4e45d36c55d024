/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every shipped dashboard must keep, as sentences about what it does not: the rules of grafana/dashboard-linter that
 * do not depend on a datasource's language, those of file provisioning, and ours (a gap looks like a gap, times are UTC).
 */
final class DashboardRules {
    private static final String DATASOURCE = "${datasource}";
    private static final Set<String> NUMERIC = Set.of("timeseries", "stat", "gauge", "bargauge", "table");
    private static final Set<String> UNITS =
            Set.of("none", "short", "percentunit", "dateTimeFromNow", "s", "h", "bytes", "cps");

    private final Dashboard dashboard;
    private final List<String> problems = new ArrayList<>();

    private DashboardRules(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    static List<String> problems(Dashboard dashboard, Catalogue catalogue) {
        DashboardRules rules = new DashboardRules(dashboard);
        rules.page();
        rules.variables();
        rules.panels();
        rules.places();
        for (PanelQuery query : dashboard.queries()) {
            QueryRules.problems(query, rules.variableNames(), catalogue)
                    .forEach(problem -> rules.must(false, query.place(), problem));
        }
        for (PanelQuery expression : dashboard.expressions()) {
            expression(expression).forEach(problem -> rules.must(false, expression.place(), problem));
        }
        return List.copyOf(rules.problems);
    }

    /** A metric of ours, of the collectors that were chosen, and a rate over no fixed time. */
    private static List<String> expression(PanelQuery query) {
        List<String> problems = new ArrayList<>();
        if (!query.text().contains("nameplate_")) {
            problems.add("asks for no metric of ours");
        }
        long metrics = query.text().split("nameplate_", -1).length - 1L;
        if (query.text().split("instance=~\"\\$instance\"", -1).length - 1L != metrics) {
            problems.add("does not choose the collectors by $instance");
        }
        if (query.text().contains("rate(") && !query.text().contains("[$__rate_interval]")) {
            problems.add("has a rate over a fixed time");
        }
        if (query.text().chars().filter(c -> c == '(').count()
                != query.text().chars().filter(c -> c == ')').count()) {
            problems.add("has parentheses that do not match");
        }
        return problems;
    }

    private void page() {
        JsonNode root = dashboard.root();
        must(root.path("schemaVersion").asInt() == 42, "page", "schemaVersion is not 42");
        must(root.has("id") && root.path("id").isNull(), "page", "id is not null");
        must(root.path("uid").asText().matches("[A-Za-z0-9_-]{8,40}"), "page", "uid is not 8 to 40 of A-Za-z0-9_-");
        must(!root.path("title").asText().isBlank(), "page", "has no title");
        must(!root.path("description").asText().isBlank(), "page", "has no description");
        must(root.path("tags").size() > 0, "page", "has no tags");
        must(root.path("editable").isBoolean() && !root.path("editable").asBoolean(), "page", "is editable");
        must(root.path("timezone").asText().equals("utc"), "page", "does not show UTC");
        must(!root.has("__inputs") && !root.has("__requires"), "page", "is an export for sharing");
        for (JsonNode link : root.path("links")) {
            for (String key :
                    List.of("title", "type", "icon", "tooltip", "tags", "asDropdown", "targetBlank", "keepTime")) {
                must(link.has(key), "link " + link.path("title").asText(), "has no " + key);
            }
        }
    }

    private void variables() {
        long datasources = 0;
        for (JsonNode variable : dashboard.variables()) {
            String name = "variable " + variable.path("name").asText();
            must(
                    variable.path("current").has("text")
                            && variable.path("current").has("value"),
                    name,
                    "has no current");
            must(!variable.path("label").asText().isBlank(), name, "has no label");
            if (variable.path("type").asText().equals("datasource")) {
                datasources++;
                must(variable.path("name").asText().equals("datasource"), name, "is not named datasource");
                must(variable.path("label").asText().equals("Data source"), name, "is not labelled 'Data source'");
            }
            if (variable.path("type").asText().equals("query")) {
                must(variable.path("refresh").asInt() == 2, name, "does not reload when the time range changes");
                must(DATASOURCE.equals(uid(variable)), name, "does not use " + DATASOURCE);
            }
        }
        must(datasources == 1, "page", "has " + datasources + " datasource variables instead of one");
    }

    private void panels() {
        for (JsonNode panel : dashboard.panels()) {
            String name = "panel '" + panel.path("title").asText() + "'";
            must(
                    !panel.path("title").asText().isBlank(),
                    "panel " + panel.path("id").asText(),
                    "has no title");
            if (panel.path("type").asText().equals("row")) {
                must(panel.has("collapsed") && panel.has("panels"), name, "is a row without collapsed or panels");
                continue;
            }
            must(!panel.has("libraryPanel"), name, "is a library panel, which provisioning cannot load");
            must(!panel.path("description").asText().isBlank(), name, "has no description");
            must(DATASOURCE.equals(uid(panel)), name, "does not use " + DATASOURCE);
            must(panel.path("targets").size() > 0, name, "has no query");
            must(
                    distinct(panel.path("targets")
                            .valueStream()
                            .map(t -> t.path("refId").asText())
                            .toList()),
                    name,
                    "uses a refId twice");
            panel.path("targets")
                    .forEach(target -> must(DATASOURCE.equals(uid(target)), name, "has a query on another datasource"));
            display(name, panel);
        }
    }

    private void display(String name, JsonNode panel) {
        JsonNode defaults = panel.path("fieldConfig").path("defaults");
        String unit = defaults.path("unit").asText();
        boolean mapped = defaults.path("mappings").size() > 0;
        must(
                mapped || !NUMERIC.contains(panel.path("type").asText()) || UNITS.contains(unit),
                name,
                "has the unit '" + unit + "'");
        must(!defaults.path("noValue").asText().isBlank(), name, "does not say what no value looks like");
        must(
                !panel.path("type").asText().equals("timeseries")
                        || defaults.path("custom").path("spanNulls").isBoolean()
                                && !defaults.path("custom").path("spanNulls").asBoolean(),
                name,
                "draws a line across gaps");
        for (JsonNode step : defaults.path("thresholds").path("steps")) {
            must(step.has("value") && step.has("color"), name, "has a threshold step without value or color");
        }
    }

    /** Ids are unique, panels stay inside 24 columns and do not cover one another. */
    private void places() {
        must(
                distinct(dashboard.panels().stream()
                        .map(panel -> panel.path("id").asText())
                        .toList()),
                "page",
                "uses a panel id twice");
        Set<Integer> taken = new HashSet<>();
        for (JsonNode panel : dashboard.root().path("panels")) {
            String name = "panel '" + panel.path("title").asText() + "'";
            JsonNode at = panel.path("gridPos");
            int x = at.path("x").asInt(-1);
            int y = at.path("y").asInt(-1);
            int w = at.path("w").asInt();
            int h = at.path("h").asInt();
            must(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24, name, "does not lie in the grid");
            boolean free = true;
            for (int row = y; row < y + h; row++) {
                for (int column = x; column < x + w; column++) {
                    free &= taken.add(row * 24 + column);
                }
            }
            must(free, name, "covers another panel");
        }
    }

    private Set<String> variableNames() {
        return dashboard.variables().stream()
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
    }

    private static String uid(JsonNode node) {
        return node.path("datasource").path("uid").asText();
    }

    private static boolean distinct(List<String> texts) {
        return new HashSet<>(texts).size() == texts.size();
    }

    private void must(boolean kept, String place, String otherwise) {
        if (!kept) {
            problems.add(dashboard.file() + ": " + place + " " + otherwise);
        }
    }
}
