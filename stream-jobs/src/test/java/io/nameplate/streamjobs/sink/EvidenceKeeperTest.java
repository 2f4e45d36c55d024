/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.HallId;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.UUID;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceKeeperTest {

    private static final HallId H1 = new HallId("h1");
    private static final long START = TwoHalls.START;

    private final String job = UUID.randomUUID().toString();
    private FakeLedger ledger;
    private OneInputStreamOperatorTestHarness<HallWord, LinePart> harness;
    private long now = 1_000_000;
    private boolean stopped;

    @BeforeEach
    void open() throws Exception {
        ledger = new FakeLedger();
        harness = new OneInputStreamOperatorTestHarness<>(new EvidenceKeeper(job, ledger.url()));
        harness.setup(
                LinePart.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        harness.setProcessingTime(now);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        if (!stopped) {
            harness.close();
        }
        ledger.close();
    }

    private static HallWord.Evidence evidence(boolean late) {
        KeptEvidence nothing = new KeptEvidence(H1, 1, new HallEvidence(START, 10, 1), new PlantTimeline());
        return new HallWord.Evidence(nothing, 7, late);
    }

    private static LinePart part(boolean settled) {
        return new LinePart.Counted(LineInterval.of("both", "wide", START), H1, 7, settled, 1, null);
    }

    private void tell(HallWord... words) throws Exception {
        for (HallWord word : words) {
            harness.processElement(word, 0);
        }
    }

    @Test
    void settledPartsFollowTheirEvidence() throws Exception {
        tell(part(false), evidence(false), part(true));
        assertThat(harness.extractOutputValues()).containsExactly(part(false), part(true));
        assertThat(Counters.of(job).get(Counter.EVIDENCE_KEPT)).isEqualTo(1);
        assertThat(ledger.late()).isEmpty();
        tell(evidence(true));
        assertThat(ledger.late()).hasSize(1);
    }

    @Test
    void whileTheLedgerIsAwayEverythingWaitsInOrder() throws Exception {
        ledger.fail(2);
        tell(evidence(false), part(true), part(false));
        assertThat(harness.extractOutputValues()).isEmpty();
        for (int tick = 0; tick < 10; tick++) {
            now += 500;
            harness.setProcessingTime(now);
        }
        assertThat(harness.extractOutputValues()).containsExactly(part(true), part(false));
        assertThat(Counters.of(job).get(Counter.LEDGER_RETRIES)).isEqualTo(2);
    }

    @Test
    void aCheckpointWaitsUntilTheLedgerHasIt() throws Exception {
        ledger.fail(2);
        tell(evidence(false), part(true));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(harness.extractOutputValues()).containsExactly(part(true));
        assertThat(ledger.failuresLeft()).isZero();
    }

    @Test
    void aReplacedJobStopsAndHandsNothingOnInItsEnd() throws Exception {
        ledger.heardOf(8);
        assertThatThrownBy(() -> tell(evidence(false), part(true))).hasStackTraceContaining("newer job");
        assertThatThrownBy(harness::close).hasStackTraceContaining("newer job");
        assertThat(harness.extractOutputValues()).isEmpty();
        stopped = true;
    }

    @Test
    void evidenceThatTheLedgerNeverTakesIsCountedAndHoldsNothingUp() throws Exception {
        HallEvidence elsewhere = new HallEvidence(TwoHalls.START, 20, 1);
        KeptEvidence unfit = new KeptEvidence(H1, 1, elsewhere, new PlantTimeline());
        tell(new HallWord.Evidence(unfit, 7, false), part(true));
        assertThat(harness.extractOutputValues()).containsExactly(part(true));
        assertThat(Counters.of(job).get(Counter.EVIDENCE_REFUSED)).isEqualTo(1);
    }
}
