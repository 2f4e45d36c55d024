/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LinePart;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hands evidence to the ledger's store, and lets the parts behind it pass only when the ledger has it: no result is settled
 * whose evidence is not kept. Holds a queue in memory while the ledger is away; a checkpoint waits until it is empty.
 */
public final class EvidenceKeeper extends AbstractStreamOperator<LinePart>
        implements OneInputStreamOperator<HallWord, LinePart> {

    private static final long serialVersionUID = 1L;
    private static final long PACE_MILLIS = 500;

    private final String job;
    private final String ledger;

    private transient EvidenceQueue queue;
    private transient @Nullable DeadLetterPost deadLetters;
    private transient @Nullable ScheduledFuture<?> timer;

    /**
     * A keeper.
     *
     * @param job names the counters, and this job to the ledger
     * @param ledger where the ledger answers, such as {@code http://127.0.0.1:8080}
     */
    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public EvidenceKeeper(String job, String ledger) {
        this.job = job;
        this.ledger = ledger;
    }

    @Override
    public void open() throws Exception {
        super.open();
        LedgerClient client = new LedgerClient(ledger);
        queue = new EvidenceQueue(
                evidence -> client.put(evidence, job),
                Counters.of(job).in(getMetricGroup()),
                part -> output.collect(new StreamRecord<>(part)));
        deadLetters = new DeadLetterPost(job, DeadLetters.of(job), client::postDeadLetters);
        schedule();
    }

    private void schedule() {
        timer = getProcessingTimeService().registerTimer(now() + PACE_MILLIS, timestamp -> {
            queue.tryToHandOver(timestamp);
            schedule();
        });
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<HallWord> element) throws InterruptedException {
        queue.take(element.getValue(), now());
        if (queue.isFull()) {
            handOverAll();
        }
    }

    /** Waits until the ledger has everything. */
    private void handOverAll() throws InterruptedException {
        while (!queue.handOver(now())) {
            TimeUnit.MILLISECONDS.sleep(queue.pauseMillis());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        handOverAll();
    }

    @Override
    public void finish() throws Exception {
        handOverAll();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (timer != null) {
            timer.cancel(false);
        }
        if (deadLetters != null) {
            deadLetters.close();
        }
        super.close();
    }
}
