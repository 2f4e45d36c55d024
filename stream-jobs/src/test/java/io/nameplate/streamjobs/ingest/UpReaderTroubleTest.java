/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static io.nameplate.streamjobs.ingest.ReaderRun.C1;
import static io.nameplate.streamjobs.ingest.ReaderRun.CONSUMER;
import static io.nameplate.streamjobs.ingest.ReaderRun.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.streamjobs.flow.Counter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may not send, or not so: strangers, a second collector or job, what cannot be read. */
class UpReaderTroubleTest {

    @RegisterExtension
    final ReaderRun run = new ReaderRun();

    @Test
    void anotherJobThatTakesOverStopsThisOne() throws Exception {
        run.open(List.of());
        run.broker.arrived(C1.cursor(CONSUMER), new Cursor(5, 123, List.of()).encode(), false);
        run.poll();
        run.broker.arrived(
                C1.cursor(CONSUMER), new Cursor(run.clock.millis() + 60_000, 123, List.of()).encode(), false);
        assertThatThrownBy(run::poll).hasRootCauseMessage(rootMessage());
    }

    @Test
    void aCollectorThatTheRegistryDoesNotKnowIsRefusedAndCounted() throws Exception {
        run.open(List.of());
        run.broker.arrived("np/1/stranger/head", new Head(1, List.of()).encode(), true);
        run.broker.arrived("np/1/c2/head", new Head(1, List.of()).encode(), true);
        assertThat(run.poll()).isEmpty();
        assertThat(run.counters().get(Counter.REFUSED)).isEqualTo(1);
    }

    @Test
    void twoCollectorsUnderOneNameFreezeIt() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.send(1, 2);
        run.head(2, false);
        run.head(1, false);
        run.send(3, 4);
        assertThat(seqs(run.poll())).containsExactly(1L, 2L);
        assertThat(run.counters().get(Counter.FORKS)).isEqualTo(1);
    }

    /** What counts is stated for the whole process, which a failover does not end. */
    @Test
    void aReaderThatBeginsAfterAFailoverNamesNoTwoCollectorsUntilItHearsThem() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.head(2, false);
        run.head(1, false);
        run.reader().tick();
        assertThat(run.counters().snapshot()).containsEntry("conflict.c1", "1 and 2");
        run.reopen(List.of());
        run.head(2, false);
        run.reader().tick();
        assertThat(run.counters().snapshot()).doesNotContainKey("conflict.c1");
    }

    @Test
    void aMessageThatCannotBeReadIsCountedAndChangesNothing() throws Exception {
        run.open(List.of());
        run.broker.arrived(C1.up(), new byte[] {(byte) 0xff, 3}, false);
        run.broker.arrived(C1.head(), new byte[] {(byte) 0xff, 3}, false);
        run.broker.arrived("np/1/+bad+/head", new byte[0], false);
        assertThat(run.poll()).isEmpty();
        assertThat(run.counters().get(Counter.MALFORMED)).isEqualTo(3);
        assertThat(run.deadLetters().waiting(9)).hasSize(3).first().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("topic " + C1.up());
            assertThat(letter.bytes()).isEqualTo(2);
        });
    }

    private String rootMessage() {
        long other = run.clock.millis() + 60_000;
        return "another job reads collector c1 as consumer 'job' with generation " + other + ", this one has "
                + run.counters().snapshot().get("generation")
                + "; this job stops. Give one of them another --consumer.";
    }
}
