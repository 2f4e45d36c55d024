/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Measured;
import io.nameplate.model.verdict.Use;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.world.TwoHalls;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {

    private static final List<Headroom.Unit> UNITS =
            List.of(new Headroom.Unit(new AssetId("cdu-1"), Layer.COOLING, 512, 8));
    private static final List<Headroom.Unit> POWERED = List.of(
            new Headroom.Unit(new AssetId("ups-1"), Layer.POWER, 0, 8, new Headroom.Watts(3_000_000, 4_000_000)));
    private static final SortedMap<NodeId, BlockId> NODES = new TreeMap<>(Map.of(new NodeId("n7"), new BlockId("b7")));
    private static final HallId HALL = new HallId("h1");
    private final Verdict verdict = new Verdict(TwoHalls.registry(1));

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    private static <T> T roundTrip(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        byte[] once = bytes(serializer, value);
        T back = serializer.deserialize(new DataInputDeserializer(once));
        assertThat(bytes(serializer, back)).isEqualTo(once);
        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(once), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(once);
        return back;
    }

    private static HallEvidence evidence() {
        HallEvidence evidence = new HallEvidence(TwoHalls.START, 10, 1);
        evidence.mergeRun("n1-1", 1, 2, 9, Evidence.data(79, 0x24, 1200, 1980, 600, Work.WORKING));
        return evidence;
    }

    @Test
    void changesOfAHallComeBackAsTheyWent() throws Exception {
        PlantTimeline plant = new PlantTimeline();
        plant.merge("pdu-1", "voltage_l1n", TwoHalls.START * 1000, 0);
        HallChange back = roundTrip(HallChange.TYPE, new HallChange.Evidence(HALL, TwoHalls.START, 3, evidence()));
        assertThat(((HallChange.Evidence) back).evidence().toBytes())
                .isEqualTo(evidence().toBytes());
        back = roundTrip(HallChange.TYPE, new HallChange.Plant(HALL, TwoHalls.START, 3, plant));
        assertThat(((HallChange.Plant) back).plant().toBytes()).isEqualTo(plant.toBytes());
        Gaps gaps = new Gaps();
        gaps.add(new CollectorId("c1"), 12, 17, Gaps.Why.LOST);
        HallChange complete = new HallChange.Complete(HALL, 10, 3, new CollectorId("c1"), true, 9, gaps);
        assertThat(roundTrip(HallChange.TYPE, complete)).isEqualTo(complete);
        HallChange forget = new HallChange.Forget(HALL, 10, 3, new CollectorId("c1"));
        assertThat(roundTrip(HallChange.TYPE, forget)).isEqualTo(forget);
    }

    @Test
    void partsOfALineComeBackAsTheyWent() throws Exception {
        LineInterval about = LineInterval.of("both", "wide", TwoHalls.START);
        var part = verdict.hallParts(HALL, TwoHalls.START, evidence(), new PlantTimeline())
                .get(about.line());
        LinePart back = roundTrip(LinePart.TYPE, new LinePart.Counted(about, HALL, 3, true, 1, part, POWERED));
        assertThat(((LinePart.Counted) back).part().orElseThrow().toBytes()).isEqualTo(part.toBytes());
        assertThat(((LinePart.Counted) back).headroom()).isEqualTo(POWERED);
        LinePart nothing = new LinePart.Counted(about, HALL, 3, false, 1, null);
        assertThat(roundTrip(LinePart.TYPE, nothing)).isEqualTo(nothing);
        LinePart forget = new LinePart.Forget(about, HALL, 3);
        assertThat(roundTrip(LinePart.TYPE, forget)).isEqualTo(forget);
    }

    @Test
    void outcomesComeBackAsTheyWent() throws Exception {
        LineInterval about = LineInterval.of("both", "wide", TwoHalls.START);
        var part = verdict.hallParts(HALL, TwoHalls.START, evidence(), new PlantTimeline())
                .get(about.line());
        LineResult result = verdict.line(about.line(), TwoHalls.START, List.of(part));
        LineOutcome outcome = new LineOutcome(
                3,
                4,
                true,
                result,
                List.of(new BlockId("b9")),
                NODES,
                POWERED,
                new Headroom.Watts(5_000_000, 9_000_000));
        LineOutcome back = roundTrip(LineOutcome.TYPE, outcome);
        assertThat(back).isEqualTo(outcome);
        assertThat(back.result().content().sha256()).isEqualTo(result.content().sha256());
        assertThat(back.result().judgements()).isNotEmpty();
        assertThat(back.result().worst()).isNotEmpty();
        Content content = measured(result.content());
        Use use = new Use(
                new Measured(new TreeMap<>(Map.of("it_j", 7L, "tokens_exact", 0L))),
                new TreeMap<>(Map.of(new BlockId("b1"), new Use.Delivered(3, 4))));
        LineResult measured = new LineResult(
                content, result.judgements(), result.worst(), result.provenance(), result.coverage(), use);
        LineOutcome told = new LineOutcome(3, 4, true, measured, List.of());
        assertThat(roundTrip(LineOutcome.TYPE, told)).isEqualTo(told);
    }

    @Test
    void judgementsOfBeforeTheyNamedBlocksAreRead() throws Exception {
        LineInterval about = LineInterval.of("both", "wide", TwoHalls.START);
        LineResult result = verdict.line(about.line(), TwoHalls.START, List.of());
        Judgement judgement = result.judgements().get(2);
        assertThat(judgement.blocks()).as("nothing was seen of two blocks").isNotEqualTo(BlockLosses.NONE);
        LineOutcome told = outcome(result, List.of(judgement.in(BlockLosses.NONE)));
        LineOutcomeSerializer serializer = new LineOutcomeSerializer();
        byte[] none = bytes(serializer, outcome(result, List.of()));
        byte[] one = bytes(serializer, told);
        // the judgement ends with the number of layers that name blocks: 0 in 4 bytes
        int end = Arrays.mismatch(none, one) + 1 + one.length - none.length;
        byte[] before = new byte[one.length - 4];
        System.arraycopy(one, 0, before, 0, end - 4);
        System.arraycopy(one, end, before, end - 4, one.length - end);
        before[0] = 5;
        assertThat(serializer.deserialize(new DataInputDeserializer(before))).isEqualTo(told);
    }

    @Test
    void headroomOfBeforeItToldOfFirmPowerIsRead() throws Exception {
        LineInterval about = LineInterval.of("both", "wide", TwoHalls.START);
        LinePart part = new LinePart.Counted(about, HALL, 3, false, 1, null, UNITS);
        LinePartSerializer parts = new LinePartSerializer();
        // a unit ends with two amounts of 8 bytes, and behind an outcome's units come two more and the number of
        // cleared nodes
        byte[] before = Arrays.copyOf(bytes(parts, part), bytes(parts, part).length - 16);
        before[0] = 2;
        assertThat(parts.deserialize(new DataInputDeserializer(before))).isEqualTo(part);
        LineOutcome told = outcome(verdict.line(about.line(), TwoHalls.START, List.of()), List.of());
        LineOutcomeSerializer outcomes = new LineOutcomeSerializer();
        before = Arrays.copyOf(bytes(outcomes, told), bytes(outcomes, told).length - 36);
        before[0] = 6;
        assertThat(outcomes.deserialize(new DataInputDeserializer(before))).isEqualTo(told);
    }

    private static LineOutcome outcome(LineResult result, List<Judgement> judgements) {
        return new LineOutcome(
                3, 4, true, result.withJudgements(judgements), List.of(), new TreeMap<>(), UNITS, Headroom.Watts.NONE);
    }

    private static Content measured(Content plain) {
        return new Content(
                plain.lease(),
                plain.line(),
                plain.intervalStart(),
                plain.interval(),
                plain.contractedGpuMs(),
                plain.states(),
                plain.derated(),
                plain.blocks(),
                plain.registryVersion(),
                plain.ruleVersion(),
                new Measured(new TreeMap<>(Map.of("energy/it_j", 7L, "thermal/supply_min_mc", -3L))));
    }

    @Test
    void rawRecordsCannotBeWritten() {
        TypeSerializer<Arrival> serializer = Arrival.TYPE.createSerializer(new SerializerConfigImpl());
        Arrival arrival = new Arrival.Standing(new CollectorId("c1"), 1, true);
        assertThatThrownBy(() -> bytes(serializer, arrival)).hasMessageContaining("must stay chained");
    }
}
