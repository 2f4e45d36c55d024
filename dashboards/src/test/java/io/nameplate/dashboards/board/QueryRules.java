/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every query must keep: it is limited to the chosen time, uses only variables that exist, and names only
 * measurements, tags and fields of the catalogue (or an alias of its own). A lease's value is always escaped.
 */
final class QueryRules {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)(?::(\\w+))?}|(\\w+))");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern ALIAS = Pattern.compile("AS \"([^\"]+)\"");
    private static final Pattern FROM = Pattern.compile("FROM \"([^\"]+)\"");
    private static final Set<String> GRAFANAS = Set.of("timeFilter", "__interval", "__interval_ms");

    private QueryRules() {}

    static List<String> problems(PanelQuery query, Set<String> variables, Catalogue catalogue) {
        List<String> problems = new ArrayList<>();
        if (!query.place().startsWith("variable ") && !query.text().contains("$timeFilter")) {
            problems.add("asks for all of time (no $timeFilter)");
        }
        VARIABLE.matcher(query.text()).results().forEach(found -> {
            String name = found.group(1) != null ? found.group(1) : found.group(3);
            if (!GRAFANAS.contains(name) && !variables.contains(name)) {
                problems.add("uses the variable '" + name + "', which is not defined");
            }
            if (variables.contains(name) && !"regex".equals(found.group(2))) {
                problems.add("uses the variable '" + name + "' unescaped; write ${" + name + ":regex}");
            }
        });
        names(query.text(), catalogue, problems);
        return problems;
    }

    private static void names(String text, Catalogue catalogue, List<String> problems) {
        Set<String> aliases = new HashSet<>();
        ALIAS.matcher(text).results().forEach(found -> aliases.add(found.group(1)));
        Matcher from = FROM.matcher(text);
        if (!from.find()) {
            problems.add("names no measurement");
            return;
        }
        String measurement = from.group(1);
        var known = catalogue.measurement(measurement);
        if (known.isEmpty()) {
            problems.add("reads '" + measurement + "', which is not in the catalogue");
            return;
        }
        QUOTED.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals(measurement) && !aliases.contains(name))
                .filter(name -> !known.get().has(name))
                .distinct()
                .forEach(name -> problems.add("reads '" + name + "', which '" + measurement + "' does not have"));
    }
}
