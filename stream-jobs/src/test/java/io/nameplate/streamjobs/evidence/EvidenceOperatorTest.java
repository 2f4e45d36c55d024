/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceOperatorTest {

    private static final long START = TwoHalls.START;
    private static final CollectorId C1 = new CollectorId("c1");
    private static final CollectorId C2 = new CollectorId("c2");
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final String job = UUID.randomUUID().toString();
    private long settledBefore = Long.MIN_VALUE;
    private OneInputStreamOperatorTestHarness<Arrival, HallChange> harness;
    private long now;
    private int read;

    @BeforeEach
    void open() throws Exception {
        open(null);
    }

    private void open(OperatorSubtaskState state) throws Exception {
        open(state, TwoHalls.access(), DEADLINE);
    }

    private void open(OperatorSubtaskState state, RegistryAccess registry, Duration deadline) throws Exception {
        EvidenceSettings settings =
                new EvidenceSettings(job, registry, deadline, Duration.ofMinutes(60), settledBefore);
        harness = new OneInputStreamOperatorTestHarness<>(new EvidenceOperator(settings));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(
                HallChange.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        read = 0;
        if (now == 0) {
            now = (START + 1) * 1000;
        }
        harness.setProcessingTime(now);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void announce(CollectorId collector, Story story, long from) throws Exception {
        UpRecord newest = story.records().get(story.records().size() - 1);
        long closed = newest.kind() == UpRecord.Kind.FIN ? newest.through() : 0;
        Head head = new Head(
                1, List.of(new Head.Epoch(story.epoch(), from, 1, newest.seq(), Link.EMPTY, newest.through(), closed)));
        harness.processElement(new Arrival.Announced(collector, 5, head), 0);
    }

    private void take(CollectorId collector, List<UpRecord> records) throws Exception {
        for (UpRecord record : records) {
            harness.processElement(new Arrival.Taken(collector, 5, record), 0);
        }
    }

    private List<HallChange> passSeconds(long seconds) throws Exception {
        now += seconds * 1000;
        harness.setProcessingTime(now);
        List<HallChange> all = harness.extractOutputValues();
        List<HallChange> fresh = new ArrayList<>(all.subList(read, all.size()));
        read = all.size();
        return fresh;
    }

    private static List<String> told(List<HallChange> changes) {
        return changes.stream().map(EvidenceOperatorTest::tell).toList();
    }

    private static String tell(HallChange change) {
        String what = change.getClass().getSimpleName() + " " + change.hall() + " +" + (change.start() - START);
        return change instanceof HallChange.Complete complete && complete.byDeadline() ? what + " by deadline" : what;
    }

    @Test
    void evidenceComesBeforeTheCompletionItMakes() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        assertThat(told(passSeconds(1)))
                .containsExactly("Evidence h1 +0", "Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
        assertThat(passSeconds(5)).isEmpty();
    }

    @Test
    void anIntervalWaitsAsLongAsTheMostPatientLeaseOfItsHallsSays() throws Exception {
        close();
        String patient = TwoHalls.TEXT
                .replace("    tenant: acme\n", "    tenant: acme\n    deadline: 8m\n")
                .replace("    tenant: umbrella\n", "    tenant: umbrella\n    deadline: 30m\n");
        open(null, TwoHalls.access(patient), null);
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        assertThat(told(passSeconds(1))).contains("Complete h1 +0");
        assertThat(passSeconds(8 * 60 - 1)).isEmpty();
        assertThat(told(passSeconds(20))).as("the second lease has no nodes").contains("Complete h1 +10 by deadline");
    }

    @Test
    void theEvidenceOfEveryCollectorComesBeforeAnyCompletion() throws Exception {
        Story first = Story.ofFirst(1).calm(START, START + 12);
        Story second = Story.ofSecond(1).calm(START, START + 12);
        announce(C1, first, START);
        announce(C2, second, START);
        take(C1, first.records());
        take(C2, second.records());
        List<String> told = told(passSeconds(1));
        assertThat(told).contains("Evidence h1 +0", "Evidence h2 +0", "Complete h1 +0", "Complete h2 +0");
        assertThat(told.stream().dropWhile(change -> !change.startsWith("Complete")))
                .allMatch(change -> change.startsWith("Complete"));
    }

    @Test
    void plantGoesToEveryHallAndIntervalItsHoldTouches() throws Exception {
        Story story = Story.ofFirst(1).play(START + 8, START + 9);
        announce(C1, story, START + 8);
        take(C1, story.records().subList(0, 1));
        assertThat(told(passSeconds(1))).containsExactly("Plant h1 +0", "Plant h2 +0", "Plant h1 +10", "Plant h2 +10");
    }

    @Test
    void aNodesTensorCounterReachesTheIntervalItEndsAndTheOneItBeginsOfItsHallAlone() throws Exception {
        long edge = (START + 10) * 1000 - 1;
        Story story = Story.ofFirst(1)
                .ofNode("n1-1", "tensor_active", edge, 5)
                .ofNode("n2-1", "tensor_active", edge, 5)
                .ofNode("n1-1", "voltage", edge, 5);
        announce(C1, story, START);
        take(C1, story.records());
        List<HallChange> changes = passSeconds(1);
        assertThat(told(changes)).containsExactly("Plant h1 +0", "Plant h1 +10");
        PlantTimeline only = new PlantTimeline();
        only.merge("n1-1", "tensor_active", edge, 5);
        assertThat(((HallChange.Plant) changes.get(0)).plant().toBytes()).isEqualTo(only.toBytes());
        assertThat(Counters.of(job).get(Counter.NOT_OF_RECORD))
                .as("another collector's node, and a point that no node has")
                .isEqualTo(2);
    }

    @Test
    void onlyTheSourceOfRecordCounts() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        announce(C2, story, START);
        take(C2, story.records());
        assertThat(told(passSeconds(1))).containsExactly("Complete h2 +0");
        assertThat(Counters.of(job).get(Counter.NOT_OF_RECORD)).isEqualTo(30);
    }

    @Test
    void aCheckpointHoldsNoEvidenceBecauseItIsFlushedBefore() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 15);
        announce(C1, story, START);
        take(C1, story.records().subList(0, 12));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(told(passSeconds(0))).contains("Evidence h1 +0", "Complete h1 +0");
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        open(state);
        take(C1, story.records().subList(12, 15));
        assertThat(told(passSeconds(1)))
                .as("what is complete is told again, for a registry that may be newer")
                .containsExactly("Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
    }

    /** Found by simulation (seed 54): a restored job settled anew from a part of what the one before had settled from. */
    @Test
    void nothingBecomesCompleteBeforeWhatAnEarlierRunHadTakenHasComeAgain() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        harness.processElement(new Arrival.Level(C1, 5, false), 0);
        announce(C1, story, START);
        take(C1, story.records());
        assertThat(passSeconds(5)).isEmpty();
        harness.prepareSnapshotPreBarrier(1);
        assertThat(told(passSeconds(0)))
                .as("a checkpoint holds what was taken, and completes nothing")
                .containsExactly("Evidence h1 +0", "Evidence h1 +10");
        harness.processElement(new Arrival.Level(C1, 5, true), 0);
        assertThat(told(passSeconds(1))).containsExactly("Complete h1 +0", "Complete h2 +0");
    }

    @Test
    void theDeadlineRunsOnlyWhileTheJobHasCaughtUp() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        passSeconds(1);
        assertThat(passSeconds(3600)).isEmpty();
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        assertThat(passSeconds(200)).isEmpty();
        harness.processElement(new Arrival.Standing(C1, 5, false), 0);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        assertThat(passSeconds(299)).isEmpty();
        assertThat(told(passSeconds(2))).contains("Complete h1 +10 by deadline", "Complete h2 +10 by deadline");
        assertThat(Counters.of(job).get(Counter.DEADLINES)).isPositive();
    }

    /** Found by simulation (seed 56166): a job that was cut off settled as unmeasured what another had settled from evidence. */
    @Test
    void theDeadlineRunsOnlyAsFarAsTheBrokerHasAnswered() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Echo(C1, 5), 0);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        passSeconds(1);
        assertThat(passSeconds(3600)).isEmpty();
        harness.processElement(new Arrival.Echo(C1, 5), 0);
        assertThat(told(passSeconds(1))).contains("Complete h1 +10 by deadline", "Complete h2 +10 by deadline");
    }

    /** Found by simulation (seeds 528, 21355): a collector was level, and a result rested on another one that was not. */
    @Test
    void nothingIsToldBeforeEveryCollectorIsLevel() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        harness.processElement(new Arrival.Level(C2, 5, false), 0);
        announce(C1, story, START);
        take(C1, story.records());
        assertThat(passSeconds(5)).isEmpty();
        harness.prepareSnapshotPreBarrier(1);
        assertThat(passSeconds(0))
                .as("a checkpoint holds what was taken; of no generation, so that the halls say nothing of it")
                .hasSize(2)
                .allMatch(change -> change.generation() == 0);
        assertThat(passSeconds(50)).isEmpty();
        harness.processElement(new Arrival.Level(C2, 5, true), 0);
        assertThat(told(passSeconds(1))).containsExactly("Complete h1 +0", "Complete h2 +0");
    }

    @Test
    void aCollectorOfWhichNothingComesHoldsUpNobodyForLong() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        harness.processElement(new Arrival.Level(C2, 5, false), 0);
        announce(C1, story, START);
        take(C1, story.records());
        assertThat(passSeconds(50)).isEmpty();
        assertThat(told(passSeconds(11)))
                .containsExactly("Evidence h1 +0", "Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
    }

    @Test
    void aReplayThatPausesIsNotSettledUpToToday() throws Exception {
        now += Duration.ofDays(100).toMillis();
        harness.setProcessingTime(now);
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        take(C1, story.records());
        passSeconds(1);
        List<HallChange> overdue = passSeconds(DEADLINE.toSeconds() + 30);
        assertThat(overdue).isNotEmpty().hasSizeLessThan(12);
    }

    private static Gaps.Why why(List<HallChange> changes, long start, long second) {
        HallChange.Complete told = changes.stream()
                .filter(HallChange.Complete.class::isInstance)
                .map(HallChange.Complete.class::cast)
                .filter(change -> change.start() == start)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return told.gaps().at(C1, second);
    }

    @Test
    void whyRecordsAreMissingIsToldAndToldAgainWhenTheCollectorIsHeard() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        assertThat(why(passSeconds(1), START, START + 5)).isEqualTo(Gaps.Why.NOTHING);
        List<HallChange> overdue = passSeconds(DEADLINE.toSeconds() + 20);
        assertThat(why(overdue, START + 10, START + 11)).isEqualTo(Gaps.Why.PASSED);
        assertThat(why(overdue, START + 10, START + 12)).isEqualTo(Gaps.Why.UNHEARD);
        assertThat(passSeconds(1)).isEmpty();
        UpRecord fin = story.end().records().get(story.records().size() - 1);
        take(C1, List.of(fin));
        announce(C1, Story.ofSecond(1).calm(START + 2000, START + 2001), START + 2000);
        List<HallChange> back = passSeconds(1);
        assertThat(why(back, START + 10, START + 12)).isEqualTo(Gaps.Why.PASSED);
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        open(state);
        announce(C1, Story.ofSecond(1).calm(START + 2000, START + 2001), START + 2000);
        assertThat(why(passSeconds(1), START + 10, START + 12))
                .as("after a restart all of it is told again")
                .isEqualTo(Gaps.Why.PASSED);
    }

    @Test
    void whatTheCollectorLostAndWhatThisJobCouldNotReadOrHadIsTold() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 30);
        announce(C1, story, START);
        take(C1, story.records());
        Lost gap = new Lost(story.epoch(), 900, 901, START + 3, START + 4, Lost.Reason.GAP);
        harness.processElement(new Arrival.Gap(C1, 5, gap), 0);
        List<HallChange> first = passSeconds(1);
        assertThat(why(first, START, START + 2)).isEqualTo(Gaps.Why.NOTHING);
        assertThat(why(first, START, START + 3)).isEqualTo(Gaps.Why.UNREAD);
        Lost lost = new Lost(story.epoch(), 900, 901, START + 4, START + 12, Lost.Reason.CAP);
        UpRecord newest = story.records().get(story.records().size() - 1);
        UpRecord told = new UpRecord(
                story.epoch(),
                newest.seq() + 1,
                1,
                Link.EMPTY,
                newest.through(),
                UpRecord.Kind.LOST,
                null,
                lost.encode());
        take(C1, List.of(told));
        List<HallChange> anew = passSeconds(1);
        assertThat(anew).hasSize(4).allMatch(HallChange.Complete.class::isInstance);
        assertThat(why(anew, START, START + 3)).isEqualTo(Gaps.Why.UNREAD);
        assertThat(why(anew, START, START + 4)).isEqualTo(Gaps.Why.LOST);
        assertThat(why(anew, START + 10, START + 12)).isEqualTo(Gaps.Why.LOST);
        assertThat(why(anew, START + 10, START + 13)).isEqualTo(Gaps.Why.NOTHING);
        assertThat(passSeconds(1)).isEmpty();
    }

    @Test
    void theEndOfAnEpochIsNotTheEndOfItsCollectorForTheDeadline() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20).end();
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        assertThat(told(passSeconds(20))).contains("Complete h1 +0", "Complete h1 +10");
        assertThat(passSeconds(DEADLINE.toSeconds() - 20)).isEmpty();
        assertThat(told(passSeconds(30))).startsWith("Complete h1 +20 by deadline", "Complete h2 +20 by deadline");
    }

    @Test
    void aReplayThatHasEndedComesDueAsLateAsItWasBehind() throws Exception {
        now += Duration.ofDays(100).toMillis();
        harness.setProcessingTime(now);
        Story story = Story.ofFirst(1).calm(START, START + 20).end();
        announce(C1, story, START);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        take(C1, story.records());
        passSeconds(1);
        assertThat(passSeconds(DEADLINE.toSeconds() - 2)).isEmpty();
        assertThat(told(passSeconds(22)))
                .containsExactly(
                        "Complete h1 +20 by deadline",
                        "Complete h2 +20 by deadline",
                        "Complete h1 +30 by deadline",
                        "Complete h2 +30 by deadline");
    }

    @Test
    void aRestartedJobGoesOnWhereTheDeadlineHadCome() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        passSeconds(1);
        List<HallChange> before = passSeconds(1000);
        long newest = before.get(before.size() - 1).start();
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        open(state);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        passSeconds(1);
        assertThat(told(passSeconds(DEADLINE.toSeconds() + 10)))
                .contains("Complete h1 +" + (newest - START + 10) + " by deadline");
    }

    @Test
    void aCollectorThatNeverCameAndIsAloneIsSettledFromWhereTheJobBeganToWaitForIt() throws Exception {
        passSeconds(33);
        harness.processElement(new Arrival.Standing(C2, 5, true), 0);
        assertThat(passSeconds(DEADLINE.toSeconds() + 5)).isEmpty();
        assertThat(told(passSeconds(11))).containsExactly("Complete h2 +30 by deadline", "Complete h2 +40 by deadline");
        List<HallChange> all = new ArrayList<>(passSeconds(7200));
        assertThat(forgottenBy(C2, all)).contains(START + 30, START + 3000).doesNotContain(START + 4000);
    }

    @Test
    void aCollectorThatNeverCameSinceTheLedgerSettledGoesOnFromThereAsLateAsTheJobWas() throws Exception {
        harness.close();
        settledBefore = START + 100;
        now = (START + 1000) * 1000;
        open(null);
        harness.processElement(new Arrival.Standing(C2, 5, true), 0);
        assertThat(passSeconds(DEADLINE.toSeconds())).isEmpty();
        assertThat(told(passSeconds(20)))
                .containsExactly("Complete h2 +100 by deadline", "Complete h2 +110 by deadline");
    }

    @Test
    void aReplayThatComesWhenTheDeadlineHasSettledLaterIntervalsIsNeitherLateNorHurried() throws Exception {
        long wait = Duration.ofDays(100).toSeconds();
        now += wait * 1000;
        harness.setProcessingTime(now);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        harness.processElement(new Arrival.Standing(C2, 5, true), 0);
        assertThat(told(passSeconds(7200))).contains("Complete h1 +" + wait + " by deadline");
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        assertThat(passSeconds(1)).isEmpty();
        harness.processElement(new Arrival.Standing(C1, 5, false), 0);
        take(C1, story.records());
        assertThat(told(passSeconds(1)))
                .containsExactly(
                        "Evidence h1 +0",
                        "Evidence h1 +10",
                        "Complete h1 +0",
                        "Complete h2 +0",
                        "Complete h2 +0 by deadline");
        assertThat(Counters.of(job).get(Counter.LATE)).isZero();
    }

    @Test
    void aCollectorThatAnnouncedItselfAndNeverSentIsSettledByTheDeadline() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        passSeconds(1);
        assertThat(told(passSeconds(DEADLINE.toSeconds() + 12))).contains("Complete h1 +0 by deadline");
    }

    @Test
    void aCollectorThatIsNeverHeardIsCompletedByTheDeadlineAsFarAsOthersAre() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C2, 5, true), 0);
        passSeconds(1);
        assertThat(told(passSeconds(400))).containsExactly("Complete h2 +0 by deadline");
    }

    @Test
    void whatTheDeadlineSettledForACollectorThatNeverCameIsForgottenLikeTheRest() throws Exception {
        harness.processElement(new Arrival.Standing(C2, 5, true), 0);
        Story story = Story.ofFirst(1).calm(START, START + 12).calm(START + 3700, START + 3701);
        announce(C1, story, START);
        take(C1, story.records());
        passSeconds(1);
        List<HallChange> later = passSeconds(4200);
        assertThat(told(later)).contains("Complete h2 +0 by deadline");
        assertThat(forgottenBy(C2, later)).contains(START).doesNotContain(START + 100);
    }

    @Test
    void aCollectorThatFellSilentLeavesNothingOlderThanTheHorizon() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        announce(C1, story, START);
        take(C1, story.records());
        harness.processElement(new Arrival.Standing(C1, 5, true), 0);
        List<HallChange> all = new ArrayList<>(passSeconds(1));
        all.addAll(passSeconds(7200));
        assertThat(forgottenBy(C1, all)).contains(START, START + 10, START + 3000);
        List<Long> kept = new ArrayList<>(all.stream()
                .filter(HallChange.Complete.class::isInstance)
                .map(HallChange::start)
                .distinct()
                .toList());
        kept.removeAll(forgottenBy(C1, all));
        assertThat(kept).hasSizeLessThanOrEqualTo(360);
    }

    private static List<Long> forgottenBy(CollectorId collector, List<HallChange> changes) {
        return changes.stream()
                .filter(change -> change instanceof HallChange.Forget forget
                        && forget.collector().equals(collector))
                .map(HallChange::start)
                .distinct()
                .toList();
    }

    @Test
    void evidenceBeyondTheHorizonGoesBesideItsIntervalWhichIsForgotten() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20).calm(START + 3700, START + 3701);
        announce(C1, story, START);
        take(C1, story.records());
        List<String> first = told(passSeconds(1));
        assertThat(first).contains("Complete h1 +0", "Forget h1 +0", "Forget h2 +0", "Forget h1 +90");
        assertThat(first).doesNotContain("Forget h1 +100");
        Story more = Story.ofFirst(1).calm(START, START + 20).calm(START + 3700, START + 3701);
        more.rebooted("n1-1", START + 5, START + 105);
        take(C1, more.records().subList(21, 22));
        List<HallChange> later = passSeconds(1);
        assertThat(told(later)).hasSize(11).contains("Late h1 +0", "Late h1 +90", "Evidence h1 +100");
        assertThat(Counters.of(job).get(Counter.LATE)).isEqualTo(10);
        assertThat(later).filteredOn(HallChange.Late.class::isInstance).allSatisfy(change -> {
            KeptEvidence piece = ((HallChange.Late) change).evidence();
            assertThat(piece.hall()).isEqualTo(change.hall());
            assertThat(piece.intervalStart()).isEqualTo(change.start());
            assertThat(piece.nodes().nodes()).containsExactly("n1-1");
        });
    }

    @Test
    void aJobWithoutStateLeavesToTheLedgerWhatItHadSettled() throws Exception {
        harness.close();
        settledBefore = START + 10;
        open(null);
        Story story = Story.ofFirst(1).calm(START, START + 20);
        announce(C1, story, START);
        take(C1, story.records());
        assertThat(told(passSeconds(1))).containsExactly("Evidence h1 +10", "Complete h1 +10", "Complete h2 +10");
        assertThat(Counters.of(job).get(Counter.ALREADY_SETTLED)).isEqualTo(1);
    }

    @Test
    void aRecordThatCannotBeReadIsCountedAndSaysHowFarTheEpochIs() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        announce(C1, story, START);
        take(C1, story.records().subList(0, 9));
        UpRecord good = story.records().get(9);
        UpRecord broken = new UpRecord(
                good.epoch(),
                10,
                0,
                good.link(),
                good.through(),
                good.kind(),
                good.hall().orElseThrow(),
                new byte[] {(byte) 0xff, 1, 2});
        take(C1, List.of(broken));
        assertThat(told(passSeconds(1))).contains("Complete h1 +0");
        assertThat(Counters.of(job).get(Counter.MALFORMED)).isEqualTo(1);
        assertThat(DeadLetters.of(job).waiting(9)).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("collector c1, epoch " + good.epoch() + ", record 10");
            assertThat(letter.sample()).isEqualTo(broken.body());
        });
    }

    @Test
    void aKindThatIsNotKnownAndABodyThatIsTooLargeAreDeadLettersAndTheRestIsSettled() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        announce(C1, story, START);
        take(C1, story.records().subList(0, 8));
        UpRecord ninth = story.records().get(8);
        UpRecord tenth = story.records().get(9);
        UpRecord unknown = new UpRecord(
                ninth.epoch(), 9, 0, ninth.link(), ninth.through(), UpRecord.Kind.OTHER, null, new byte[] {1});
        UpRecord large = new UpRecord(
                tenth.epoch(),
                10,
                0,
                tenth.link(),
                tenth.through(),
                tenth.kind(),
                tenth.hall().orElseThrow(),
                new byte[Premerge.MAX_BODY_BYTES + 1]);
        take(C1, List.of(unknown, large));
        assertThat(told(passSeconds(1))).contains("Complete h1 +0");
        assertThat(Counters.of(job).get(Counter.MALFORMED)).isEqualTo(2);
        List<DeadLetters.Letter> letters = DeadLetters.of(job).waiting(9);
        assertThat(letters.get(0).reason()).contains("does not know");
        assertThat(letters.get(1).bytes()).isEqualTo(Premerge.MAX_BODY_BYTES + 1);
        assertThat(letters.get(1).sample()).hasSize(DeadLetters.SAMPLE_BYTES);
    }

    /** Found by simulation (seeds 1105, 1113, 1680, 3001, 3273, 6256 and 9207): they were dropped. */
    @Test
    void plantReadingsBeforeACollectorsFirstIntervalAreToldOnceAnotherCollectorBeganEarlier() throws Exception {
        Story first = Story.ofFirst(1).calm(START, START + 22);
        Story second = Story.ofSecond(1).plantAt(START + 8).calm(START + 10, START + 22);
        announce(C2, second, START + 10);
        take(C2, second.records());
        assertThat(told(passSeconds(1)))
                .containsExactly("Evidence h2 +10", "Evidence h2 +20", "Plant h2 +10", "Complete h2 +10");
        OperatorSubtaskState state = harness.snapshot(1, 0);
        harness.close();
        open(state);
        announce(C1, first, START);
        take(C1, first.records());
        assertThat(told(passSeconds(1))).contains("Plant h2 +0", "Complete h2 +0", "Complete h1 +0");
    }

    @Test
    void plantReadingsBeforeEverybodysFirstIntervalAreNobodysBusiness() throws Exception {
        Story first =
                Story.ofFirst(1).plantAt(START - 2).calm(START, START + 12).calm(START + 3700, START + 3701);
        announce(C1, first, START);
        take(C1, first.records());
        assertThat(told(passSeconds(1))).contains("Plant h1 +0").noneMatch(change -> change.endsWith("+-10"));
        assertThat(told(passSeconds(60))).noneMatch(change -> change.endsWith("+-10"));
        assertThat(Counters.of(job).get(Counter.LATE)).isZero();
    }
}
