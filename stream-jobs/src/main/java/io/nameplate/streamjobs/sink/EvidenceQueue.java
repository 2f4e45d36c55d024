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
import java.util.function.Consumer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evidence on its way to the ledger's store and the parts behind it, in their order: a part passes when all evidence
 * before it is kept. Times are epoch milliseconds. Not thread-safe.
 */
final class EvidenceQueue {

    /** How a piece gets to the ledger. */
    interface Put {
        LedgerAnswer send(HallWord.Evidence evidence) throws InterruptedException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(EvidenceQueue.class);
    private static final int MOST_WORDS = 20_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final Put put;
    private final Counters counters;
    private final Consumer<LinePart> out;
    private final ArrayDeque<HallWord> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private final Pause pause = new Pause();

    EvidenceQueue(Put put, Counters counters, Consumer<LinePart> out) {
        this.put = put;
        this.counters = counters;
        this.out = out;
    }

    /** Takes a word; a part behind which nothing waits passes at once. */
    void take(HallWord word, long now) throws InterruptedException {
        if (waiting.isEmpty() && word instanceof LinePart part) {
            out.accept(part);
            return;
        }
        waiting.add(word);
        waitingBytes += bytes(word);
        if (!isFull()) {
            tryToHandOver(now);
        }
    }

    private static long bytes(HallWord word) {
        return word instanceof HallWord.Evidence evidence ? evidence.canonical().length : 0;
    }

    /** Whether nothing more should be taken before all is handed over. */
    boolean isFull() {
        return waiting.size() >= MOST_WORDS || waitingBytes >= MOST_BYTES;
    }

    /** How long to wait before the ledger is asked again. */
    long pauseMillis() {
        return pause.millis();
    }

    /** Works off the queue, unless the ledger did not take something a moment ago. */
    void tryToHandOver(long now) throws InterruptedException {
        if (pause.isOver(now)) {
            handOver(now);
        }
    }

    /** Works off the queue until it is empty or the ledger does not take something; true when it is empty. */
    boolean handOver(long now) throws InterruptedException {
        while (!waiting.isEmpty()) {
            HallWord word = waiting.element();
            if (word instanceof HallWord.Evidence evidence && !isKept(evidence, now)) {
                return false;
            }
            waiting.remove();
            waitingBytes -= bytes(word);
            if (word instanceof LinePart part) {
                out.accept(part);
            }
        }
        return true;
    }

    /** False when it has to be tried again. */
    private boolean isKept(HallWord.Evidence evidence, long now) throws InterruptedException {
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
            pause.longer(now);
            counters.add(Counter.LEDGER_RETRIES);
            counters.state("evidence_store", again.reason());
            LOGGER.atWarn()
                    .addKeyValue("waiting", waiting.size())
                    .addKeyValue("reason", again.reason())
                    .log("the ledger does not take evidence; it waits, and the results behind it");
            return false;
        }
        pause.end();
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
}
