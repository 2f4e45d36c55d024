/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.dashboards.board.Catalogue;
import io.nameplate.dashboards.board.PanelQuery;
import io.nameplate.dashboards.influx.PanelQueries.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of both dashboards runs on a real InfluxDB and says what the rows in it say. */
class EveryPanelQueryRunsIT {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(50);
    private static final Instant END = START.plusSeconds(SampleRows.INTERVALS * SampleRows.INTERVAL_S - 1L);

    @TempDir
    static Path folder;

    private static InfluxServer server;
    private static PanelQueries panels;

    @BeforeAll
    static void fillADatabase() {
        InfluxServer.requireInstalled();
        server = InfluxServer.start(folder);
        InfluxQl influx = server.database("nameplate");
        influx.write(SampleRows.from(START, Catalogue.shipped()));
        panels = new PanelQueries(influx, "zeta.2", START, END, STEP);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyPanelShowsSomething() {
        panels.requireThatEveryPanelShowsSomething();
        assertThat(panels.runAll()).hasSizeGreaterThan(25);
    }

    @Test
    void theNumbersAreThoseOfTheRows() {
        // one interval in five is half lost, another one in five lost a hundredth to telemetry
        assertThat(values("Fleet", "Delivered of contracted A"))
                .singleElement()
                .satisfies(v -> assertThat(v.asDouble()).isCloseTo(1 - 0.5 / 5 - 0.01 / 5, within(1e-9)));
        assertThat(values("Lease", "Coverage A"))
                .first()
                .satisfies(v -> assertThat(v.asDouble()).isCloseTo(1 - 0.01 / 5, within(1e-9)));
        assertThat(values("Fleet", "Leases A"))
                .singleElement()
                .satisfies(v -> assertThat(v.asInt()).isEqualTo(2));
        assertThat(values("Fleet", "Breached intervals A"))
                .singleElement()
                .satisfies(v -> assertThat(v.asInt()).isEqualTo(12));
        assertThat(values("Lease", "Breached intervals A"))
                .singleElement()
                .satisfies(v -> assertThat(v.asInt()).isEqualTo(6));
        assertThat(values("Lease", "Settled share A"))
                .singleElement()
                .satisfies(v -> assertThat(v.asDouble()).isCloseTo(28 / 30.0, within(1e-9)));
    }

    @Test
    void contractedGpusAreTheLinesGpusAtEveryStep() {
        Outcome gpus = run("Lease", "GPUs contracted, delivered, utilized A");
        assertThat(gpus.rows()).isEqualTo(6);
        for (JsonNode row : gpus.answer().at("/results/0/series/0/values")) {
            assertThat(row.path(1).asDouble()).isEqualTo(SampleRows.GPUS);
            assertThat(row.path(2).asDouble()).isCloseTo(SampleRows.GPUS * (1 - 0.102), within(1e-9));
        }
    }

    @Test
    void aLeaseSeesOnlyItsOwnRowsEvenWithARegularExpressionInItsName() {
        PanelQuery verdicts = run("Lease", "Judgement of every interval A").query();
        PanelQueries other = new PanelQueries(panels.influx(), "zeta-2", START, END, STEP);
        assertThat(panels.run(verdicts).rows()).isEqualTo(2 * SampleRows.INTERVALS);
        assertThat(other.run(verdicts).rows()).isZero();
        assertThat(new PanelQueries(panels.influx(), ".*", START, END, STEP)
                        .run(verdicts)
                        .shows())
                .isFalse();
    }

    @Test
    void theRunnerNoticesWhatShowsNothing() {
        Outcome unknown = panels.run(
                new PanelQuery("x", "y", "SELECT sum(\"nosuch\") FROM \"lease_interval\" WHERE $timeFilter"));
        assertThat(unknown.shows()).isFalse();
        Outcome refused = panels.run(new PanelQuery("x", "y", "SELECT FROM WHERE"));
        assertThat(refused.error())
                .hasValueSatisfying(error -> assertThat(error).contains("error parsing query"));
        PanelQueries yesterday = new PanelQueries(
                panels.influx(), "zeta.2", START.minus(Duration.ofDays(1)), START.minusSeconds(1), STEP);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(yesterday::requireThatEveryPanelShowsSomething)
                .withMessageContaining("Lease / Worst nodes A: 0 rows");
    }

    private static Outcome run(String dashboard, String place) {
        return panels.runAll().stream()
                .filter(outcome -> outcome.query().dashboard().equals(dashboard)
                        && outcome.query().place().equals(place))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no query " + dashboard + " / " + place));
    }

    /** The first value of each row. */
    private static List<JsonNode> values(String dashboard, String place) {
        List<JsonNode> values = new ArrayList<>();
        run(dashboard, place)
                .answer()
                .at("/results/0/series")
                .forEach(series -> series.path("values").forEach(row -> values.add(row.path(1))));
        return values;
    }
}
