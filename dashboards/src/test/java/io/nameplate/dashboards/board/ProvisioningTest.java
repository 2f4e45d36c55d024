/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Grafana starts with these files and nothing clicked. */
class ProvisioningTest {
    private static final Path FOLDER = Path.of("src/main/resources/grafana/provisioning");
    private static final Path COMPOSE = Path.of("../deploy/compose/compose.yaml");
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

    @Test
    void theDatasourceSpeaksInfluxQlAndHoldsNoSecret() throws IOException {
        Map<?, ?> datasource = only(yaml("datasources/influx.yaml"), "datasources");
        assertThat(datasource.get("type")).isEqualTo("influxdb");
        assertThat(datasource.get("access")).isEqualTo("proxy");
        assertThat(datasource.get("editable")).isEqualTo(false);
        assertThat(datasource.get("url")).isEqualTo("$INFLUX_URL");
        assertThat(datasource.containsKey("database"))
                .as("deprecated; dbName is in jsonData")
                .isFalse();
        Map<?, ?> json = (Map<?, ?>) datasource.get("jsonData");
        assertThat(json.get("dbName")).isEqualTo("$INFLUX_DB");
        assertThat(json.get("httpMode")).isEqualTo("POST");
        assertThat(json.containsKey("version"))
                .as("without a version the mode is InfluxQL")
                .isFalse();
        assertThat(datasource.get("secureJsonData")).isEqualTo(Map.of("httpHeaderValue1", "Token $INFLUX_TOKEN"));
    }

    @Test
    void theCollectorsDatasourceIsAPrometheusThatTheSampleFeeds() throws IOException {
        Map<?, ?> datasource = only(yaml("datasources/prometheus.yaml"), "datasources");
        assertThat(datasource.get("type")).isEqualTo("prometheus");
        assertThat(datasource.get("access")).isEqualTo("proxy");
        assertThat(datasource.get("isDefault")).as("the first one is").isEqualTo(false);
        assertThat(datasource.get("url")).isEqualTo("$PROMETHEUS_URL");
        Map<?, ?> sample = load(Path.of("../deploy/prometheus/prometheus.yml"));
        assertThat(((Map<?, ?>) datasource.get("jsonData")).get("timeInterval"))
                .as("a rate over a shorter time would see gaps")
                .isEqualTo(((Map<?, ?>) sample.get("global")).get("scrape_interval"));
        assertThat(only(sample, "scrape_configs").get("metrics_path")).isEqualTo("/q/metrics");
    }

    @Test
    void theProviderTakesItsFoldersFromTheFiles() throws IOException {
        Map<?, ?> provider = only(yaml("dashboards/nameplate.yaml"), "providers");
        assertThat(provider.get("type")).isEqualTo("file");
        assertThat(provider.get("allowUiUpdates")).isEqualTo(false);
        assertThat(provider.containsKey("folder"))
                .as("excluded by foldersFromFilesStructure")
                .isFalse();
        Map<?, ?> options = (Map<?, ?>) provider.get("options");
        assertThat(options.get("foldersFromFilesStructure")).isEqualTo(true);
        assertThat(options.get("path")).isEqualTo("/var/lib/grafana/dashboards");
        assertThat(Dashboard.SHIPPED_FILES)
                .as("one level of folders only")
                .allMatch(file -> file.split("/", -1).length == 2);
    }

    @Test
    void theComposeSampleSetsEveryVariableThatProvisioningUses() throws IOException {
        String datasource = Files.readString(FOLDER.resolve("datasources/influx.yaml"))
                + Files.readString(FOLDER.resolve("datasources/prometheus.yaml"));
        Map<?, ?> grafana = (Map<?, ?>) ((Map<?, ?>) load(COMPOSE).get("services")).get("grafana");
        Set<String> used = new TreeSet<>();
        VARIABLE.matcher(datasource).results().forEach(found -> used.add(found.group(1)));
        assertThat(used).hasSize(5);
        assertThat(((Map<?, ?>) grafana.get("environment")).keySet().stream().map(String::valueOf))
                .containsAll(used);
        assertThat((List<?>) grafana.get("volumes"))
                .anyMatch(volume -> volume.toString().contains("grafana/json:/var/lib/grafana/dashboards"));
    }

    private static Map<?, ?> load(Path file) throws IOException {
        Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        return (Map<?, ?>) load.loadFromString(Files.readString(file));
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        Map<?, ?> root = load(FOLDER.resolve(file));
        assertThat(root.get("apiVersion")).isEqualTo(1);
        return root;
    }

    private static Map<?, ?> only(Map<?, ?> root, String list) {
        List<?> entries = (List<?>) root.get(list);
        assertThat(entries).hasSize(1);
        return (Map<?, ?>) entries.get(0);
    }
}
