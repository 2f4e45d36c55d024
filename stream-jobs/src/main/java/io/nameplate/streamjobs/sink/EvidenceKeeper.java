/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LinePart;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands evidence to the ledger's store, and lets the parts behind it pass only when the ledger has it: no result is settled
 * whose evidence is not kept. Holds a queue in memory while the ledger is away; a checkpoint waits until it is empty.
 */
public final class EvidenceKeeper extends AbstractStreamOperator<LinePart>
        implements OneInputStreamOperator<HallWord, LinePart> {

    /** How a piece gets to the ledger. */
    interface Put {
        LedgerAnswer send(HallWord.Evidence evidence) throws InterruptedException;
    }

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(EvidenceKeeper.class);
    private static final long PACE_MILLIS = 500;
    private static final long MAX_PAUSE_MILLIS = 10_000;
    private static final int MOST_WORDS = 20_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final String job;
    private final String ledger;

    private transient Put put;
    private transient Counters counters;
    private transient ArrayDeque<HallWord> waiting;
    private transient long waitingBytes;
    private transient long pauseMillis;
    private transient long notBefore;
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
        counters = Counters.of(job).in(getMetricGroup());
        waiting = new ArrayDeque<>();
        LedgerClient client = new LedgerClient(ledger);
        put = evidence -> client.put(evidence, job);
        schedule();
    }

    private void schedule() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        timer = getProcessingTimeService().registerTimer(now + PACE_MILLIS, timestamp -> {
            if (timestamp >= notBefore) {
                handOver();
            }
            schedule();
        });
    }

    @Override
    public void processElement(StreamRecord<HallWord> element) throws InterruptedException {
        HallWord word = element.getValue();
        if (waiting.isEmpty() && word instanceof LinePart part) {
            output.collect(new StreamRecord<>(part));
            return;
        }
        waiting.add(word);
        waitingBytes += bytes(word);
        if (waiting.size() >= MOST_WORDS || waitingBytes >= MOST_BYTES) {
            handOverAll();
        } else if (getProcessingTimeService().getCurrentProcessingTime() >= notBefore) {
            handOver();
        }
    }

    private static long bytes(HallWord word) {
        return word instanceof HallWord.Evidence evidence ? evidence.canonical().length : 0;
    }

    /** Works off the queue until it is empty or the ledger does not take something; true when it is empty. */
    private boolean handOver() throws InterruptedException {
        while (!waiting.isEmpty()) {
            HallWord word = waiting.element();
            if (word instanceof HallWord.Evidence evidence && !isKept(evidence)) {
                return false;
            }
            waiting.remove();
            waitingBytes -= bytes(word);
            if (word instanceof LinePart part) {
                output.collect(new StreamRecord<>(part));
            }
        }
        return true;
    }

    /** False when it has to be tried again. */
    private boolean isKept(HallWord.Evidence evidence) throws InterruptedException {
        LedgerAnswer answer = evidence.canonical().length > KeptEvidence.MAX_BYTES
                ? new LedgerAnswer.Unfit("it has " + evidence.canonical().length + " bytes")
                : put.send(evidence);
        if (answer instanceof LedgerAnswer.Stale stale) {
            throw new SuppressRestartsException(
                    new IllegalStateException("the ledger has heard of a newer job than this"
                            + " one (generation " + evidence.generation() + "); this job stops. It answered: "
                            + stale.detail()));
        }
        if (answer instanceof LedgerAnswer.TryAgain again) {
            pauseMillis = Math.min(MAX_PAUSE_MILLIS, Math.max(PACE_MILLIS, pauseMillis * 2));
            notBefore = getProcessingTimeService().getCurrentProcessingTime() + pauseMillis;
            counters.add(Counter.LEDGER_RETRIES);
            counters.state("evidence_store", again.reason());
            LOGGER.atWarn()
                    .addKeyValue("waiting", waiting.size())
                    .addKeyValue("reason", again.reason())
                    .log("the ledger does not take evidence; it waits, and the results behind it");
            return false;
        }
        pauseMillis = 0;
        notBefore = 0;
        if (answer instanceof LedgerAnswer.Unfit unfit) {
            counters.add(Counter.EVIDENCE_REFUSED);
            LOGGER.atError()
                    .addKeyValue("hall", evidence.hall())
                    .addKeyValue("interval", Instant.ofEpochSecond(evidence.start()))
                    .addKeyValue("reason", unfit.reason())
                    .log("the ledger refuses evidence; the results that rest on it are settled without");
        } else {
            counters.add(Counter.EVIDENCE_KEPT);
            counters.state("evidence_store", "ok");
        }
        return true;
    }

    /** Waits until the ledger has everything. */
    private void handOverAll() throws InterruptedException {
        while (!handOver()) {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
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
        super.close();
    }
}
