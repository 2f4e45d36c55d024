/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Both halves of the verdict as the job wires them, run by a test: what they are told, the clock, what they say. */
final class VerdictRun implements BeforeEachCallback, AfterEachCallback {

    static final long START = TwoHalls.START;
    static final HallId H1 = new HallId("h1");
    static final HallId H2 = new HallId("h2");
    static final CollectorId C1 = new CollectorId("c1");
    static final CollectorId C2 = new CollectorId("c2");

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<String, Long>, HallChange, HallWord> halls;
    private KeyedOneInputStreamOperatorTestHarness<Tuple3<String, String, Long>, LinePart, LineOutcome> lines;
    private RegistryAccess registry = TwoHalls.access();
    private List<SettledThrough> settledBefore = List.of();
    private long now = (START + 10) * 1000;
    private int wordsRead;
    private int outcomesRead;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        open(null, null);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        close();
    }

    private void open(@Nullable OperatorSubtaskState hallState, @Nullable OperatorSubtaskState lineState)
            throws Exception {
        halls = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new HallVerdict(registry)),
                change -> Tuple2.of(change.hall().value(), change.start()),
                Types.TUPLE(Types.STRING, Types.LONG));
        lines = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new LineVerdict(registry, settledBefore)),
                part -> Tuple3.of(
                        part.about().line().lease().value(),
                        part.about().line().line().value(),
                        part.about().start()),
                Types.TUPLE(Types.STRING, Types.STRING, Types.LONG));
        halls.setup(HallWord.TYPE.createSerializer(halls.getExecutionConfig().getSerializerConfig()));
        lines.setup(LineOutcome.TYPE.createSerializer(lines.getExecutionConfig().getSerializerConfig()));
        if (hallState != null) {
            halls.initializeState(hallState);
            lines.initializeState(lineState);
        }
        halls.open();
        lines.open();
        wordsRead = 0;
        outcomesRead = 0;
        setClocks();
    }

    private void close() throws Exception {
        halls.close();
        lines.close();
    }

    /** Begins again without state under another registry. */
    void beginAnew(RegistryAccess other) throws Exception {
        registry = other;
        close();
        open(null, null);
    }

    /** Begins again without state; the ledger had settled something. */
    void beginAnew(List<SettledThrough> settled) throws Exception {
        settledBefore = settled;
        close();
        open(null, null);
    }

    /** Begins again without state at a second. */
    void beginAnew(long second) throws Exception {
        now = second * 1000;
        close();
        open(null, null);
    }

    /** Begins again from a checkpoint of what is now, and is told nothing of what the ledger had settled. */
    void restart() throws Exception {
        OperatorSubtaskState hallState = halls.snapshot(1, 0);
        OperatorSubtaskState lineState = lines.snapshot(1, 0);
        close();
        settledBefore = List.of();
        open(hallState, lineState);
    }

    void setTime(long second) throws Exception {
        now = second * 1000;
        setClocks();
    }

    private void setClocks() throws Exception {
        halls.setProcessingTime(now);
        lines.setProcessingTime(now);
    }

    KeyedOneInputStreamOperatorTestHarness<?, HallChange, HallWord> halls() {
        return halls;
    }

    KeyedOneInputStreamOperatorTestHarness<?, LinePart, LineOutcome> lines() {
        return lines;
    }

    void tell(HallChange... changes) throws Exception {
        for (HallChange change : changes) {
            halls.processElement(change, 0);
        }
    }

    /** Everything of both halls but the last slot of one node. */
    void tellAll() throws Exception {
        tell(
                evidence(H1, "n1-1", 0, 10, 7),
                evidence(H1, "n1-2", 0, 10, 7),
                evidence(H2, "n2-1", 0, 10, 7),
                evidence(H2, "n2-2", 0, 9, 7));
    }

    /** Lets time pass and gives what came out at the end. */
    List<LineOutcome> passMillis(long millis) throws Exception {
        for (long left = millis; left >= 0; left -= 500) {
            List<HallWord> words = halls.extractOutputValues();
            for (HallWord word : words.subList(wordsRead, words.size())) {
                if (word instanceof LinePart part) {
                    lines.processElement(part, 0);
                }
            }
            wordsRead = words.size();
            if (left > 0) {
                now += Math.min(500, left);
                setClocks();
            }
        }
        List<LineOutcome> all = lines.extractOutputValues();
        List<LineOutcome> fresh = new ArrayList<>(all.subList(outcomesRead, all.size()));
        outcomesRead = all.size();
        return fresh;
    }

    static HallChange.Evidence evidence(HallId hall, String node, int from, int to, long generation) {
        return evidence(hall, START, node, from, to, generation);
    }

    static HallChange.Evidence evidence(HallId hall, long start, String node, int from, int to, long generation) {
        HallEvidence evidence = new HallEvidence(start, 10, 1);
        for (int gpu = 0; gpu < 2; gpu++) {
            evidence.mergeRun(node, gpu, from, to, Evidence.data(0, 0, 1980, 1980, 700, Work.WORKING));
        }
        return new HallChange.Evidence(hall, start, generation, evidence);
    }

    static HallChange.Complete complete(HallId hall, CollectorId collector) {
        return complete(hall, START, collector, 1);
    }

    /** A collector has completed an interval, and whoever says so knows a registry version. */
    static HallChange.Complete complete(HallId hall, long start, CollectorId collector, long registryVersion) {
        return new HallChange.Complete(hall, start, 7, collector, false, registryVersion);
    }

    /** The one outcome of a line. */
    static LineOutcome of(List<LineOutcome> outcomes, String line) {
        List<LineOutcome> found = outcomes.stream()
                .filter(outcome -> outcome.result().content().line().value().equals(line))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
