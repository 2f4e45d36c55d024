/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Lets the simulation stand between the sinks and the ledger. */
public final class SinkDoor {

    /** The ledger as a job reaches it. */
    public interface Ledger {

        Answer results(String body);

        Answer evidence(HallWord.Evidence evidence);
    }

    /** What it says: a status and a body, as over HTTP; status 0 where no answer came. */
    public record Answer(int status, String body) {

        private LedgerAnswer read() {
            return status == 0 ? new LedgerAnswer.TryAgain(body) : LedgerClient.answer(status, body);
        }
    }

    private final EvidenceQueue queue;
    private final LedgerWriter writer;

    public SinkDoor(String job, Ledger ledger, ProcessingTimeService time, Consumer<LinePart> parts) {
        Counters counters = Counters.of(job).in(UnregisteredMetricsGroup.createSourceReaderMetricGroup());
        this.queue = new EvidenceQueue(evidence -> ledger.evidence(evidence).read(), counters, parts);
        this.writer = new LedgerWriter(job, body -> ledger.results(body).read(), counters, time);
    }

    public void take(HallWord word, long now) throws InterruptedException {
        queue.take(word, now);
    }

    /** What the keeper's timer does. */
    public void tick(long now) throws InterruptedException {
        queue.tryToHandOver(now);
    }

    public void write(LineOutcome outcome) throws InterruptedException {
        writer.write(outcome, null);
    }

    /** Before a checkpoint: everything that waits for the store. The ledger must answer. */
    public void keepAll(long now) throws InterruptedException {
        if (!queue.handOver(now)) {
            throw new AssertionError("the ledger was to answer");
        }
    }

    /** Before a checkpoint, behind {@link #keepAll}: everything that waits for the ledger. */
    public void writeAll() throws InterruptedException {
        writer.flush(false);
    }
}
