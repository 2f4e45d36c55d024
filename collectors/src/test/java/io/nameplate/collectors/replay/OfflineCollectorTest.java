/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.inventory.Refusal;
import io.nameplate.collectors.readings.BadLine;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfflineCollectorTest {

    private final Map<CollectorId, List<Draft>> records = new LinkedHashMap<>();
    private final List<BadLine> bad = new ArrayList<>();

    @Test
    void everyCollectorGetsItsOwnNodesAndEndsWithAFin() throws IOException {
        OfflineCollector.Report report = play("""
                {"ts":"2026-06-01T00:00:00Z","node":"n001","gpus":[{"uuid":"a","util":50}]}
                {"ts":"2026-06-01T00:00:00Z","node":"m001","gpus":[{"uuid":"a","util":50}]}
                {"ts":"2026-06-01T00:00:00Z","asset":"pdu-2","point":"voltage_l1n","value":230}
                not a line
                {"ts":"2026-06-01T00:00:01Z","node":"n001","gpus":[{"uuid":"a","util":50}]}
                {"ts":"2026-06-01T00:00:01Z","node":"n001","gpus":[{"uuid":"a","util":50}]}
                """);
        assertThat(kinds("c1")).containsExactly(UpRecord.Kind.FRAMES, UpRecord.Kind.FRAMES, UpRecord.Kind.FIN);
        assertThat(kinds("c2"))
                .containsExactly(UpRecord.Kind.PLANT, UpRecord.Kind.FRAMES, UpRecord.Kind.FRAMES, UpRecord.Kind.FIN);
        assertThat(records.values())
                .allSatisfy(all -> assertThat(all.get(all.size() - 1).through())
                        .isEqualTo(Instant.parse("2026-06-01T00:00:02Z").getEpochSecond()));
        assertThat(report.badLines()).isEqualTo(1);
        assertThat(report.lines()).isEqualTo(6);
        assertThat(report.refused()).containsOnly(Map.entry(Refusal.DUPLICATE, 1L));
        assertThat(bad).extracting(BadLine::line).containsExactly(4L);
    }

    /** Live and offline make one and the same counter: that of the inventory. */
    @Test
    void whatTensorPipesDidIsCountedAsTheLiveCollectorDoes() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int second = 0; second < 70; second++) {
            lines.append(
                    "{\"ts\":\"2026-06-01T00:0%d:%02dZ\",\"node\":\"n001\",\"gpus\":[{\"uuid\":\"a\",\"util\":50,\"tensor_active\":0.4}]}\n"
                            .formatted(second / 60, second % 60));
        }
        play(lines.toString());
        assertThat(records.get(new CollectorId("c1")).stream()
                        .filter(draft -> draft.kind() == UpRecord.Kind.PLANT)
                        .flatMap(draft -> PlantReadings.parse(draft.body()).readings().stream())
                        .map(r ->
                                r.asset() + " " + r.point() + " " + r.tsMillis() + " " + r.value() + " " + r.quality()))
                .containsExactly(
                        "n001 tensor_active 1780271999999 0.0 GOOD", "n001 tensor_active 1780272059999 24000.0 GOOD");
    }

    @Test
    void anEmptyFileGivesNoRecords() throws IOException {
        assertThat(play("").lines()).isZero();
        assertThat(records).isEmpty();
    }

    private List<UpRecord.Kind> kinds(String collector) {
        return records.get(new CollectorId(collector)).stream().map(Draft::kind).toList();
    }

    private OfflineCollector.Report play(String text) throws IOException {
        Registry registry = Sites.small(1, 1, 1);
        try (ReadingsFile file =
                ReadingsFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), registry)) {
            return OfflineCollector.play(
                    registry,
                    file,
                    OfflineCollector.BATCH_NODES,
                    (id, draft) -> records.computeIfAbsent(id, key -> new ArrayList<>())
                            .add(draft),
                    bad::add);
        }
    }
}
