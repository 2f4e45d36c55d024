/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.influxdb.client.write.Point;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.TwoHalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InfluxWriterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final Counters counters = Counters.of(UUID.randomUUID().toString());

    private static final class Fake implements InfluxConnection {
        final List<Point> written = new CopyOnWriteArrayList<>();
        volatile boolean broken;
        volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public void write(List<Point> points) {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (broken) {
                throw new IllegalStateException("no database");
            }
            written.addAll(points);
        }

        @Override
        public void close() {
            hold.countDown();
        }
    }

    @Test
    void everyPointFitsTheCatalogueOfTheDashboards() throws Exception {
        JsonNode catalogue = new ObjectMapper()
                .readTree(Path.of("../dashboards/src/main/resources/influx-catalogue.json")
                        .toFile())
                .get("measurements");
        Set<String> seen = new TreeSet<>();
        for (Point point : Points.of(Outcomes.measured(0))) {
            String line = point.toLineProtocol();
            String measurement = line.substring(0, line.indexOf(','));
            seen.add(measurement);
            JsonNode known = catalogue.get(measurement);
            assertThat(names(line.substring(line.indexOf(',') + 1, line.indexOf(' '))))
                    .isEqualTo(names(known.get("tags")));
            String fields = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
            Set<String> written = names(fields.replaceAll("\"[^\"]*\"", "text"));
            assertThat(names(known.get("fields"))).containsAll(written);
            known.get("fields").fields().forEachRemaining(field -> {
                if (!field.getValue().path("optional").asBoolean()) {
                    assertThat(written).contains(field.getKey());
                }
                if (field.getValue().get("type").asText().equals("integer") && written.contains(field.getKey())) {
                    assertThat(fields).containsPattern(Pattern.quote(field.getKey()) + "=-?\\d+i");
                }
            });
            assertThat(line).endsWith(" " + TwoHalls.START);
        }
        assertThat(seen)
                .containsExactly(
                        "block_interval",
                        "lease_interval",
                        "measured_interval",
                        "node_loss",
                        "term_interval",
                        "use_interval");
    }

    private static Set<String> names(String pairs) {
        Set<String> names = new TreeSet<>();
        for (String pair : pairs.split(",")) {
            names.add(pair.substring(0, pair.indexOf('=')));
        }
        return names;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aBlockThatAnEarlierResultToldOfAndThisOneDoesNotIsSetToZero() {
        List<String> lines = new ArrayList<>();
        Points.of(Outcomes.of(0, 1, true)).forEach(point -> lines.add(point.toLineProtocol()));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("block_interval,block=b9,")
                        && !line.matches(".*=[1-9].*i.*")
                        && line.contains("utilized_gpu_ms=0i")
                        && line.contains("idle_gpu_ms=0i")
                        && line.contains("faulted_gpu_ms=0i"));
    }

    @Test
    void aNodeThatAnEarlierSettledResultNamedAndThisOneDoesNotIsTakenBack() {
        LineOutcome plain = Outcomes.of(0, 2, true);
        LineOutcome restated = new LineOutcome(
                7,
                2,
                true,
                plain.result(),
                List.of(),
                new TreeMap<>(Map.of(new NodeId("n9"), new BlockId("b9"))),
                List.of(),
                Headroom.Watts.NONE);
        assertThat(Points.of(restated).stream().map(Point::toLineProtocol))
                .contains("node_loss,block=b9,lease=both,line=wide,node=n9 lost_gpu_ms=0i,state=\"NONE\" "
                        + TwoHalls.START)
                .anyMatch(line -> line.startsWith("node_loss,block=b2,") && line.contains("state=\"FAULTED\""));
    }

    @Test
    void aProvisionalResultNamesNoNodes() {
        assertThat(Points.of(Outcomes.of(0, 1, false)))
                .noneMatch(point -> point.toLineProtocol().startsWith("node_loss"));
    }

    @Test
    void aDatabaseThatIsAwayHoldsNothingUpAndItsPointsAreCountedAsDropped() throws Exception {
        Fake influx = new Fake();
        influx.broken = true;
        try (InfluxWriter writer = new InfluxWriter(influx, counters)) {
            writer.write(Outcomes.of(0, 1, true), null);
            writer.flush(false);
            Deadline.await(PATIENCE, () -> "not dropped", () -> counters.get(Counter.POINTS_DROPPED) > 0);
            influx.broken = false;
            writer.write(Outcomes.of(10, 1, true), null);
            Deadline.await(PATIENCE, () -> "not written", () -> !influx.written.isEmpty());
        }
        assertThat(counters.get(Counter.POINTS)).isEqualTo(influx.written.size());
    }

    @Test
    void aFullQueueDropsInsteadOfWaiting() throws Exception {
        Fake influx = new Fake();
        influx.hold = new CountDownLatch(1);
        try (InfluxWriter writer = new InfluxWriter(influx, counters)) {
            LineOutcome outcome = Outcomes.of(0, 1, true);
            for (int i = 0; i < 10_600; i++) {
                writer.write(outcome, null);
            }
            assertThat(counters.get(Counter.POINTS_DROPPED)).isPositive();
            influx.hold.countDown();
        }
    }
}
