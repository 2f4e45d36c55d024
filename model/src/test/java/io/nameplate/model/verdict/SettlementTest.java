/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final long START = SmallSite.START;
    private static final CollectorId C1 = new CollectorId("c1");
    private static final Registry REGISTRY = new SmallSite().registry();

    private static Map<String, Registry.Placed> nodes() {
        Map<String, Registry.Placed> nodes = new TreeMap<>();
        REGISTRY.nodes().forEach((id, placed) -> nodes.put(id.value(), placed));
        return nodes;
    }

    private static Frames.Builder busy(long slot) {
        Frames.Builder frames = new Frames.Builder(slot, 5, 1, 4).addNode("n1", 1, 4);
        for (int gpu = 0; gpu < 4; gpu++) {
            frames.present(gpu).set(Column.UTIL, gpu, 900).set(Column.SM_CLOCK, gpu, 1980);
        }
        return frames;
    }

    private static long codeOf(Frames.Builder frames, int gpu) {
        HallEvidence into = new HallEvidence(START, 10, 5);
        FrameEvidence.merge(Frames.parse(frames.encode()), nodes(), into);
        return into.code("n1", gpu, 0);
    }

    private static UpRecord record(UpRecord.Kind kind, long through, byte[] body) {
        HallId hall = kind == UpRecord.Kind.FRAMES ? SmallSite.HALL : null;
        EpochId epoch = new EpochId("01J0000000000000000000000A");
        return new UpRecord(epoch, 1, 0, Link.next(Link.EMPTY, body), through, kind, hall, body);
    }

    @Test
    void whatAFrameSaysOfAGpuBecomesItsCode() {
        Frames.Builder frames = new Frames.Builder(START, 5, 1, 4)
                .addNode("n1", 1, 4)
                .present(0)
                .set(Column.UTIL, 0, 0)
                .set(Column.GR_ENGINE, 0, 1)
                .set(Column.SM_CLOCK, 0, 1200)
                .set(Column.REASONS, 0, 0x44)
                .set(Column.LIMIT, 0, 650)
                .set(Column.CONDITION, 0, 63)
                .present(1)
                .set(Column.UTIL, 1, 0)
                .present(2);
        assertThat(codeOf(frames, 0)).isEqualTo(Evidence.data(63, 0x44, 1200, 2000, 650, Work.WORKING));
        assertThat(codeOf(frames, 1)).isEqualTo(Evidence.data(0, -1, -1, 2000, -1, Work.IDLE));
        assertThat(codeOf(frames, 2)).isEqualTo(Evidence.data(0, -1, -1, 2000, -1, Work.UNKNOWN));
        assertThat(codeOf(frames, 3)).isEqualTo(Evidence.missing(0, false));
    }

    @Test
    void aGpuOutsideTheFrameIsMissingAndShortWhereTheDriverCountsFewer() {
        Frames.Builder frames = new Frames.Builder(START, 5, 1, 3)
                .addNode("n1", 1, 3)
                .present(0)
                .set(Column.UTIL, 0, 5)
                .set(Column.CONDITION, 2, 79);
        assertThat(codeOf(frames, 0)).isEqualTo(Evidence.data(0, -1, -1, 2000, -1, Work.WORKING));
        assertThat(codeOf(frames, 1)).isEqualTo(Evidence.missing(0, true));
        assertThat(codeOf(frames, 2)).isEqualTo(Evidence.missing(79, true));
        assertThat(codeOf(frames, 3)).isEqualTo(Evidence.missing(0, true));
    }

    @Test
    void aFrameOverSeveralIntervalsIsSplitAndAnAbsenceHoldsForEveryGpu() {
        long code = Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, START - 30, true);
        Frames frames = Frames.parse(
                new Frames.Builder(START - 5, 5, 4, 1).addAbsent("n1", code).encode());
        int[][] expected = {{0, 1}, {1, 1}, {1, 0}};
        for (int interval = 0; interval < 3; interval++) {
            HallEvidence into = new HallEvidence(START - 10 + interval * 10L, 10, 5);
            assertThat(FrameEvidence.merge(frames, nodes(), into)).isEqualTo(1);
            for (int gpu = 0; gpu < 4; gpu++) {
                assertThat(into.code("n1", gpu, 0)).isEqualTo(expected[interval][0] * code);
                assertThat(into.code("n1", gpu, 1)).isEqualTo(expected[interval][1] * code);
            }
        }
    }

    @Test
    void framesOfOtherNodesOtherSlotsAndOtherCodesAreLeftOut() {
        HallEvidence into = new HallEvidence(START, 10, 5);
        Frames stranger = Frames.parse(
                new Frames.Builder(START, 5, 1, 1).addNode("x9", 1, 1).encode());
        Frames wrongSlot = Frames.parse(
                new Frames.Builder(START, 1, 1, 1).addNode("n1", 1, 1).encode());
        Frames wrongCode = Frames.parse(
                new Frames.Builder(START, 5, 1, 1).addAbsent("n1", 12345).encode());
        Frames elsewhere = Frames.parse(
                new Frames.Builder(START + 10, 5, 1, 1).addNode("n1", 1, 1).encode());
        for (Frames frames : List.of(stranger, wrongSlot, wrongCode, elsewhere)) {
            assertThat(FrameEvidence.merge(frames, nodes(), into)).isZero();
        }
        assertThat(into.isEmpty()).isTrue();
    }

    @Test
    void recordsSettleFromTheFirstSlotsIntervalUntilThrough() {
        Settlement settlement = new Settlement(REGISTRY);
        settlement.accept(
                C1, record(UpRecord.Kind.FRAMES, START + 5, busy(START).encode()));
        assertThat(settlement.results()).as("the interval is not complete").isEmpty();
        settlement.accept(
                C1, record(UpRecord.Kind.FRAMES, START + 29, busy(START + 5).encode()));

        List<LineResult> results = settlement.results();
        assertThat(results).hasSize(2);
        assertThat(results.get(0).content().states()).isEqualTo(Map.of(State.UTILIZED, 40_000L));
        assertThat(results.get(1).content().states())
                .as("a complete interval of which nothing was seen")
                .isEqualTo(Map.of(State.UNMEASURED, 40_000L));
    }

    @Test
    void onlyTheSourceOfRecordCounts() {
        Settlement settlement = new Settlement(REGISTRY);
        CollectorId other = new CollectorId("c2");
        settlement.accept(
                other, record(UpRecord.Kind.FRAMES, START + 10, busy(START).encode()));
        settlement.plant(
                other,
                new PlantReadings(List.of(new PlantReadings.Reading(
                        new AssetId("pdu-1"), "voltage", START * 1000, 0, PlantReadings.Quality.GOOD))));
        assertThat(settlement.notOfRecord()).isEqualTo(2);
        settlement
                .results()
                .forEach(result -> assertThat(result.content().states()).isEqualTo(Map.of(State.UNMEASURED, 40_000L)));
    }

    /** Found by simulation: such an interval could not be explained. */
    @Test
    void anIntervalOfWhichOnlyPlantTellsHasATrace() {
        Settlement settlement = new Settlement(REGISTRY);
        settlement.frames(C1, SmallSite.HALL, Frames.parse(busy(START).encode()));
        settlement.plant(
                C1,
                new PlantReadings(List.of(new PlantReadings.Reading(
                        new AssetId("pdu-1"), "voltage", (START + 11) * 1000, 230, PlantReadings.Quality.GOOD))));
        settlement.through(C1, START + 20);
        LineResult second = settlement.results().get(1);
        assertThat(second.content().intervalStart().getEpochSecond()).isEqualTo(START + 10);
        assertThat(settlement
                        .trace(SmallSite.KEY, second.content().intervalStart())
                        .result())
                .isEqualTo(second);
    }

    @Test
    void theOrderOfRecordsAndTheirCopiesChangeNothing() {
        List<UpRecord> records = new ArrayList<>();
        for (int slot = 0; slot < 12; slot++) {
            long at = START + slot * 5L;
            long dead = Evidence.absent(AbsentReason.TIMEOUT, Witness.NO_LOAD, Port.UNKNOWN, START, false);
            byte[] body = slot % 3 == 0
                    ? new Frames.Builder(at, 5, 1, 1).addAbsent("n1", dead).encode()
                    : busy(at).encode();
            records.add(record(UpRecord.Kind.FRAMES, at + 5, body));
            PlantReadings plant = new PlantReadings(List.of(new PlantReadings.Reading(
                    new AssetId("pdu-1"),
                    "voltage",
                    at * 1000,
                    slot < 4 ? 0 : 230,
                    slot % 5 == 4 ? PlantReadings.Quality.BAD : PlantReadings.Quality.GOOD)));
            records.add(record(UpRecord.Kind.PLANT, at + 5, plant.encode()));
        }
        Settlement straight = new Settlement(REGISTRY);
        records.forEach(each -> straight.accept(C1, each));
        List<LineResult> expected = straight.results();
        assertThat(expected).hasSize(6);
        for (long seed = 1; seed <= 20; seed++) {
            List<UpRecord> shuffled = new ArrayList<>(records);
            shuffled.addAll(records.subList(0, 7));
            Collections.shuffle(shuffled, new Random(seed));
            Settlement settlement = new Settlement(REGISTRY);
            shuffled.forEach(each -> settlement.accept(C1, each));
            assertThat(settlement.results()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void brokenPartsAreRefusedWithAReason() {
        HallEvidence evidence = new HallEvidence(START, 10, 5);
        FrameEvidence.merge(Frames.parse(busy(START).encode()), nodes(), evidence);
        HallPart part = Verdict.hallParts(REGISTRY, SmallSite.HALL, START, evidence, new PlantTimeline())
                .get(SmallSite.KEY);
        byte[] good = part.toBytes();
        assertThat(HallPart.fromBytes(good).toBytes()).isEqualTo(good);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> HallPart.fromBytes(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void partsOfAnotherIntervalOrGivenTwiceAreRefused() {
        Verdict verdict = new Verdict(REGISTRY);
        HallPart part = verdict.hallParts(SmallSite.HALL, START, verdict.nothing(START), new PlantTimeline())
                .get(SmallSite.KEY);
        assertThatThrownBy(() -> verdict.line(SmallSite.KEY, START, List.of(part, part)))
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> verdict.line(SmallSite.KEY, START + 10, List.of(part)))
                .hasMessageContaining("of another line, interval");
        assertThatThrownBy(() -> new Verdict(REGISTRY.withVersion(2)).line(SmallSite.KEY, START, List.of(part)))
                .hasMessageContaining("registry version");
    }
}
