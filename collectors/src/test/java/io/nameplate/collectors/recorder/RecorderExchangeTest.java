/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.XidCounts;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.ValueFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A newer registry while the recorder runs: taken over without a seam, or refused without a trace. */
class RecorderExchangeTest {

    private static final long T0 = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

    private static final ValueFlag BAD =
            new ValueFlag(ValueFlag.Of.SM_CLOCK, Quality.BAD, QualityReason.UNIT_CONTRADICTED, 1e9);

    @TempDir
    Path folder;

    private final LeapingClock clock = new LeapingClock(T0);

    static Stream<Arguments> refused() {
        Registry nobody = RegistryReader.read(List.of(new Document("site.yaml", """
                        site: {site: t, zone: UTC, slot: 1s, interval: 60s}
                        halls: [h1]
                        skus: [{sku: X, reference_clock_mhz: 1980}]
                        collectors: [{collector: c2, halls: [h1]}]
                        assets: [{asset: pdu-2, kind: pdu, collector: c2, hold: 3s, up: [{point: p, min: 180}]}]
                        blocks:
                          - {block: b2, hall: h1, sku: X, gpus_per_node: 2, power: pdu-2, cooling: pdu-2,
                             source: {collector: c2, period: 1s}, nodes: [{prefix: m, count: 1}]}
                        """)), 2);
        return Stream.of(
                Arguments.of("it knows no collector 'c1'", nobody),
                Arguments.of(
                        "its slot is 2 s, not 1 s: restart the collector",
                        Sites.small(2, 2, 1).withVersion(2)));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String reason, Registry registry) throws IOException {
        MemoryLog undisturbed = new MemoryLog();
        Recorder calm = recorder(undisturbed, "undisturbed");
        calm.watch();
        run(calm, 1, 20);
        calm.close();

        MemoryLog log = new MemoryLog();
        clock.to(T0);
        Recorder recorder = recorder(log, "refusing");
        recorder.watch();
        run(recorder, 1, 10);
        assertThat(recorder.exchange(registry)).contains(reason);
        assertThat(recorder.measure(Inventory::expectedNodes)).isEqualTo(2);
        run(recorder, 11, 15);
        assertThat(recorder.exchange(registry)).as("asked again").contains(reason);
        run(recorder, 16, 20);
        recorder.close();
        assertThat(log.statements()).isNotEmpty().isEqualTo(undisturbed.statements());
        assertThat(log.epochs).isEmpty();
    }

    @Test
    void afterARefusalTheNextVersionIsTakenOver() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, "state");
        recorder.watch();
        run(recorder, 1, 10);
        assertThat(recorder.exchange(Sites.small(3, 2, 1).withVersion(2))).isPresent();
        assertThat(recorder.exchange(Sites.small(3, 1, 1).withVersion(3))).isEmpty();
        assertThat(recorder.measure(Inventory::expectedNodes)).isEqualTo(3);
        everySlotOnce(recorder, log);
    }

    @Test
    void anotherPeriodIsTakenOverAndNoSlotIsMissingOrTwice() throws IOException {
        for (int period : List.of(3, 1)) {
            MemoryLog log = new MemoryLog();
            clock.to(T0);
            Recorder recorder = recorder(log, "period-" + period);
            recorder.watch();
            run(recorder, 1, 10);
            Registry other = Sites.small(2, 1, period).withVersion(2);
            assertThat(recorder.exchange(other)).isEmpty();
            everySlotOnce(recorder, log);
        }
    }

    @Test
    void aPlantReadingThatWaitsIsNotLostByAnExchange() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, "state");
        recorder.watch();
        run(recorder, 1, 3);
        clock.pass(100);
        recorder.takeAt(new AssetId("pdu-1"), clock.millis(), List.of(PointValue.good("voltage_l1n", 230)));
        assertThat(recorder.exchange(Sites.small(1, 1, 1).withVersion(2))).isEmpty();
        run(recorder, 4, 6);
        recorder.close();
        assertThat(log.statements().keySet())
                .filteredOn(text -> text.contains("voltage_l1n"))
                .hasSize(1);
    }

    /** The gauge shows the same as before: only the count, beside what it was before the exchange, says that it came again. */
    @Test
    void anXidThatIsCountedOnceMoreOverAnExchangeIsSeen() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, "state");
        recorder.watch();
        run(recorder, 1, 3);
        counts(recorder, 4, 970, 1);
        counts(recorder, 5, 970, 1);
        assertThat(recorder.exchange(Sites.small(2, 1, 1).withVersion(2))).isEmpty();
        counts(recorder, 6, 0, 2);
        run(recorder, 7, 12);
        recorder.close();
        assertThat(conditions(log)).contains(79L);
    }

    @Test
    void whatIsSaidOfAReadingInForceIsSaidAfterAnExchangeToo() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, "state");
        recorder.watch();
        run(recorder, 1, 3);
        counts(recorder, 4, 970, 1);
        counts(recorder, 5, 970, 1);
        assertThat(recorder.exchange(Sites.small(2, 1, 1).withVersion(2))).isEmpty();
        run(recorder, 6, 12);
        recorder.close();
        List<Frames> data =
                frames(log).filter(frames -> frames.absentCode(0) == 0).toList();
        assertThat(data).hasSizeGreaterThanOrEqualTo(2).allSatisfy(frames -> {
            assertThat(frames.flags()).containsExactly(new Frames.Flag(0, 0, BAD));
            assertThat(frames.receivedMillis(0)).isEqualTo(frames.tsMillis(0) + 40);
        });
    }

    /** A reading of the first node's only GPU that shows XID 79, as it always did. */
    private void counts(Recorder recorder, int second, long util, long counted) {
        clock.to(T0 + second * 1_000L);
        GpuReading gpu = new GpuReading("g", 0, util, BLANK, BLANK, 500, 610, 700, 4, 79, BLANK, Health.UNSAID)
                .flagged(List.of(BAD))
                .counting(new XidCounts(new TreeMap<>(Map.of(79, counted))));
        recorder.take(List.of(new NodeReading(
                Sites.node(1), clock.millis(), clock.millis() + 40, "boot-1", 2, List.of(gpu), List.of())));
        recorder.tick();
    }

    private static Stream<Frames> frames(MemoryLog log) {
        return log.records.stream()
                .filter(record -> record.kind() == UpRecord.Kind.FRAMES)
                .map(record -> Frames.parse(record.body()))
                .filter(frames -> frames.node(0).equals(Sites.node(1).value()));
    }

    private static List<Long> conditions(MemoryLog log) {
        return frames(log).map(frames -> frames.value(Column.CONDITION, 0, 0)).toList();
    }

    @Test
    void aRecorderThatIsClosedTakesNoRegistryOver() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, "state");
        recorder.watch();
        run(recorder, 1, 3);
        recorder.close();
        int records = log.records.size();
        assertThat(recorder.exchange(Sites.small(3, 1, 1).withVersion(2))).contains("nothing is recorded any more");
        assertThat(log.records).hasSize(records);
    }

    /** Runs to a standstill; then every slot of the first node stands once from the first one to the last. */
    private void everySlotOnce(Recorder recorder, MemoryLog log) throws IOException {
        run(recorder, 11, 40);
        recorder.close();
        assertThat(log.statements().values()).allMatch(times -> times == 1);
        List<Long> slots = log.statements().keySet().stream()
                .filter(text -> text.startsWith(Sites.node(1) + " "))
                .map(text -> Long.parseLong(text.split(" ", 3)[1]))
                .sorted()
                .toList();
        assertThat(slots).hasSizeGreaterThan(25);
        for (int i = 0; i < slots.size(); i++) {
            assertThat(slots.get(i)).isEqualTo(slots.get(0) + i);
        }
    }

    private void run(Recorder recorder, int from, int to) {
        for (int second = from; second <= to; second++) {
            clock.to(T0 + second * 1_000L);
            recorder.take(List.of(
                    new Reachability(Sites.node(1), clock.millis(), Reach.TIMEOUT, Witness.OFF, Port.DOWN),
                    new Reachability(Sites.node(2), clock.millis(), Reach.TIMEOUT, Witness.ON, Port.UP)));
            recorder.tick();
        }
    }

    private Recorder recorder(MemoryLog log, String state) throws IOException {
        return new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0),
                Sites.small(2, 1, 1),
                log,
                new SnapshotFile(Files.createDirectories(folder.resolve(state))),
                clock,
                clock::nanos,
                refusal -> {});
    }
}
