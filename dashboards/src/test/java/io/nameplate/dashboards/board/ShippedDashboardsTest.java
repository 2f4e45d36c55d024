/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboards we ship keep every rule, and each rule notices when it is broken. */
class ShippedDashboardsTest {
    private static final Path FOLDER = Path.of("src/main/resources/grafana/json");
    private static final Pattern DASHBOARD_LINK = Pattern.compile("/d/([A-Za-z0-9_-]+)/");

    private final Catalogue catalogue = Catalogue.shipped();

    @Test
    void everyFileOfTheFolderIsShippedAndOnlyThose() throws IOException {
        try (var files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> FOLDER.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(Dashboard.SHIPPED_FILES);
        }
    }

    @Test
    void theyKeepEveryRule() {
        for (Dashboard dashboard : Dashboard.shipped()) {
            assertThat(DashboardRules.problems(dashboard, catalogue)).isEmpty();
        }
    }

    @Test
    void theirUidsAndTitlesAreUniqueAndLinksBetweenThemLeadSomewhere() {
        List<Dashboard> all = Dashboard.shipped();
        assertThat(all.stream().map(Dashboard::title)).doesNotHaveDuplicates();
        List<String> uids = all.stream().map(d -> d.root().path("uid").asText()).toList();
        assertThat(uids).doesNotHaveDuplicates();
        Set<String> linked = new HashSet<>();
        for (Dashboard dashboard : all) {
            DASHBOARD_LINK.matcher(dashboard.root().toString()).results().forEach(link -> linked.add(link.group(1)));
        }
        assertThat(linked).isNotEmpty().isSubsetOf(uids);
    }

    @Test
    void theyReadEveryMeasurementOfTheCatalogueAndLinkToThePortal() {
        String queries = Dashboard.shipped().stream()
                .flatMap(dashboard -> dashboard.queries().stream())
                .map(PanelQuery::text)
                .collect(Collectors.joining("\n"));
        catalogue.measurements().keySet().forEach(name -> assertThat(queries).contains("FROM \"" + name + "\""));
        assertThat(Dashboard.shipped())
                .allSatisfy(dashboard -> assertThat(dashboard
                                .root()
                                .path("links")
                                .valueStream()
                                .map(link -> link.path("url").asText()))
                        .anyMatch(url -> url.startsWith("${portal:raw}/")));
    }

    @Test
    void aKeyThatOccursTwiceIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"uid\": 1, \"uid\": 2}"))
                .withMessageContaining("Duplicate field 'uid'");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("{} {}"));
    }

    @Test
    void eachBreakIsNamed() {
        breaks("schemaVersion is not 42", root -> root.put("schemaVersion", 27));
        breaks("is editable", root -> root.put("editable", true));
        breaks("does not show UTC", root -> root.put("timezone", "browser"));
        breaks("uid is not", root -> root.put("uid", "x"));
        breaks("is not labelled 'Data source'", root -> variable(root, 0).put("label", "Influx"));
        breaks("does not reload", root -> variable(root, 1).put("refresh", 1));
        breaks("has no description", root -> panel(root).remove("description"));
        breaks("has the unit ''", root -> defaults(root).remove("unit"));
        breaks("does not say what no value looks like", root -> defaults(root).remove("noValue"));
        breaks("draws a line across gaps", root -> ((ObjectNode) defaults(root).path("custom")).put("spanNulls", true));
        breaks("does not use ${datasource}", root -> ((ObjectNode) panel(root).path("datasource")).put("uid", "abc"));
        breaks("uses a panel id twice", root -> panel(root).put("id", 1));
        breaks("covers another panel", root -> ((ObjectNode) panel(root).path("gridPos")).put("y", 0));
        breaks("does not lie in the grid", root -> ((ObjectNode) panel(root).path("gridPos")).put("x", 20));
    }

    @Test
    void eachBreakOfAQueryIsNamed() {
        queryBreaks("asks for all of time", "SELECT \"settled\" FROM \"lease_interval\"");
        queryBreaks("reads 'nosuch', which is not in the catalogue", "SELECT \"a\" FROM \"nosuch\" WHERE $timeFilter");
        queryBreaks(
                "reads 'power_w', which", "SELECT sum(\"power_w\") AS \"p\" FROM \"lease_interval\" WHERE $timeFilter");
        queryBreaks(
                "'tenant', which is not defined",
                "SELECT \"settled\" FROM \"lease_interval\" WHERE \"lease\" = '$tenant' AND $timeFilter");
        queryBreaks(
                "'lease' unescaped",
                "SELECT \"settled\" FROM \"lease_interval\" WHERE \"lease\" = '$lease' AND $timeFilter");
        queryBreaks("names no measurement", "SELECT 1 WHERE $timeFilter");
    }

    @Test
    void eachBreakOfAnExpressionIsNamed() {
        Dashboard collectors = Dashboard.shipped().get(2);
        assertThat(collectors.expressions()).hasSizeGreaterThan(20);
        Map<String, String> breaks = Map.of(
                "up", "asks for no metric of ours",
                "nameplate_recording", "does not choose the collectors by $instance",
                "rate(nameplate_mqtt_faults_total{instance=~\"$instance\"}[5m])", "has a rate over a fixed time",
                "sum(nameplate_recording{instance=~\"$instance\"}", "has parentheses that do not match");
        breaks.forEach((expression, sentence) -> {
            ObjectNode root = collectors.root().deepCopy();
            ((ObjectNode) panel(root).path("targets").path(0)).put("expr", expression);
            assertThat(DashboardRules.problems(new Dashboard(collectors.file(), root), catalogue))
                    .singleElement()
                    .asString()
                    .contains(sentence);
        });
    }

    private void breaks(String sentence, Consumer<ObjectNode> change) {
        Dashboard lease = Dashboard.shipped().get(1);
        ObjectNode root = lease.root().deepCopy();
        change.accept(root);
        assertThat(DashboardRules.problems(new Dashboard(lease.file(), root), catalogue))
                .anyMatch(problem -> problem.contains(sentence));
    }

    private void queryBreaks(String sentence, String query) {
        breaks(sentence, root -> ((ObjectNode) panel(root).path("targets").path(0)).put("query", query));
    }

    private static ObjectNode variable(ObjectNode root, int index) {
        return (ObjectNode) root.path("templating").path("list").path(index);
    }

    /** The first time series. */
    private static ObjectNode panel(ObjectNode root) {
        for (JsonNode panel : root.path("panels")) {
            if (panel.path("type").asText().equals("timeseries")) {
                return (ObjectNode) panel;
            }
        }
        throw new AssertionError("no time series");
    }

    private static ObjectNode defaults(ObjectNode root) {
        return (ObjectNode) panel(root).path("fieldConfig").path("defaults");
    }
}
