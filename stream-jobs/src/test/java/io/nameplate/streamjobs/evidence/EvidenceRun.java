/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The operator that gathers evidence, run by a test: what it is told, the clock it looks at, and what it tells. */
final class EvidenceRun implements BeforeEachCallback, AfterEachCallback {

    static final long START = TwoHalls.START;
    static final CollectorId C1 = new CollectorId("c1");
    static final CollectorId C2 = new CollectorId("c2");
    static final Duration DEADLINE = Duration.ofMinutes(5);

    private static final long GENERATION = 5;
    private static final Duration HORIZON = Duration.ofMinutes(60);

    private final String job = UUID.randomUUID().toString();
    private RegistryAccess registry = TwoHalls.access();
    private @Nullable Duration deadline = DEADLINE;
    private long settledBefore = Long.MIN_VALUE;
    private long now = (START + 1) * 1000;
    private OneInputStreamOperatorTestHarness<Arrival, HallChange> harness;
    private int read;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        open(null);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        harness.close();
    }

    private void open(@Nullable OperatorSubtaskState state) throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new EvidenceOperator(new EvidenceSettings(job, registry, deadline, HORIZON, settledBefore)));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(
                HallChange.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        read = 0;
        harness.setProcessingTime(now);
    }

    /** Begins again without state, with another registry; without a deadline that of the leases is in force. */
    void beginAnew(RegistryAccess other, @Nullable Duration orDeadline) throws Exception {
        registry = other;
        deadline = orDeadline;
        harness.close();
        open(null);
    }

    /** Begins again without state at a second; the ledger had settled everything before another. */
    void beginAnew(long settled, long second) throws Exception {
        settledBefore = settled;
        now = second * 1000;
        harness.close();
        open(null);
    }

    /** Begins again from a checkpoint of what is now. */
    void restart() throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        open(state);
    }

    /** What happens just before a checkpoint. */
    void beforeCheckpoint() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
    }

    /** A collector announces a story and all of it comes. */
    void hear(CollectorId collector, Story story, long from) throws Exception {
        announce(collector, story, from);
        take(collector, story.records());
    }

    void announce(CollectorId collector, Story story, long from) throws Exception {
        UpRecord newest = story.records().get(story.records().size() - 1);
        long closed = newest.kind() == UpRecord.Kind.FIN ? newest.through() : 0;
        Head head = new Head(
                1, List.of(new Head.Epoch(story.epoch(), from, 1, newest.seq(), Link.EMPTY, newest.through(), closed)));
        arrive(new Arrival.Announced(collector, GENERATION, head));
    }

    void take(CollectorId collector, List<UpRecord> records) throws Exception {
        for (UpRecord record : records) {
            arrive(new Arrival.Taken(collector, GENERATION, record));
        }
    }

    /** Whether the job has caught up with what a collector announced. */
    void standing(CollectorId collector, boolean caughtUp) throws Exception {
        arrive(new Arrival.Standing(collector, GENERATION, caughtUp));
    }

    /** Whether the job knows as much of a collector as an earlier run of it did. */
    void level(CollectorId collector, boolean reached) throws Exception {
        arrive(new Arrival.Level(collector, GENERATION, reached));
    }

    /** The broker gives back what the job told a collector. */
    void echo(CollectorId collector) throws Exception {
        echo(collector, now);
    }

    /** What it gave back at an instant is handed over now. */
    void echo(CollectorId collector, long atMillis) throws Exception {
        arrive(new Arrival.Echo(collector, GENERATION, atMillis));
    }

    void gap(CollectorId collector, Lost lost) throws Exception {
        arrive(new Arrival.Gap(collector, GENERATION, lost));
    }

    private void arrive(Arrival arrival) throws Exception {
        harness.processElement(arrival, 0);
    }

    /** Sets the clock forward before anything is heard. */
    void leap(Duration more) throws Exception {
        now += more.toMillis();
        harness.setProcessingTime(now);
    }

    /** Lets time pass; what was told since the last time. */
    List<HallChange> passSeconds(long seconds) throws Exception {
        leap(Duration.ofSeconds(seconds));
        List<HallChange> all = harness.extractOutputValues();
        List<HallChange> fresh = new ArrayList<>(all.subList(read, all.size()));
        read = all.size();
        return fresh;
    }

    Counters counters() {
        return Counters.of(job);
    }

    DeadLetters deadLetters() {
        return DeadLetters.of(job);
    }

    /** Changes in short: what, the hall, and the seconds since the story's start. */
    static List<String> told(List<HallChange> changes) {
        return changes.stream().map(EvidenceRun::tell).toList();
    }

    private static String tell(HallChange change) {
        String what = change.getClass().getSimpleName() + " " + change.hall() + " +" + (change.start() - START);
        return change instanceof HallChange.Complete complete && complete.byDeadline() ? what + " by deadline" : what;
    }
}
