/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.dashboards.board.Catalogue;
import io.nameplate.dashboards.board.WrittenLines;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The sample rows are shaped like the catalogue, and a row that is not would be named. */
class SampleRowsTest {
    private final Catalogue catalogue = Catalogue.shipped();
    private final String rows = SampleRows.from(Instant.parse("2026-06-01T00:00:00Z"), catalogue);

    @Test
    void theyFitTheCatalogueAndCoverEveryMeasurement() {
        assertThat(WrittenLines.problems(rows, catalogue)).isEmpty();
        assertThat(catalogue.measurements().keySet()).allMatch(name -> rows.contains(name + ","));
    }

    @Test
    void everyDifferenceIsNamed() {
        named("is not in the catalogue", rows.replace("node_loss,", "gpu_loss,"));
        named("has the tags [block, gpu, lease, line]", rows.replace(",node=", ",gpu="));
        named("lacks the field uncooled_gpu_ms", rows.replace("uncooled_gpu_ms", "uncooled_ms"));
        named("has the unknown field uncooled_ms", rows.replace("uncooled_gpu_ms", "uncooled_ms"));
        named("has no integer in interval_s", rows.replace("interval_s=10i", "interval_s=10.0"));
        named("has no string in rack", rows.replace("rack=\"h1-r001\"", "rack=1i"));
        named("not 'measurement,tags fields time'", "lease_interval,lease=a settled=1i");
    }

    @Test
    void separatorsInsideQuotesOrEscapedDoNotSplit() {
        String line = "term_interval,lease=a\\ b,line=h\\,1,term=x verdict=\"met, or so\",at_least_per_mille=990i 1";
        assertThat(WrittenLines.problems(line, catalogue)).isEmpty();
    }

    private void named(String sentence, String lines) {
        assertThat(WrittenLines.problems(lines, catalogue)).anyMatch(problem -> problem.contains(sentence));
    }
}
