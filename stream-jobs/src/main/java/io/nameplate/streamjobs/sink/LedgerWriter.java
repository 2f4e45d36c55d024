/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects results and posts them twice a second, and all of them before a checkpoint. While the ledger is away it keeps
 * the newest result of each line and interval; a checkpoint waits until the ledger has them, so that the collectors keep
 * what the results rest on.
 */
final class LedgerWriter implements SinkWriter<LineOutcome> {

    /** How a batch gets to the ledger. */
    interface Post {
        LedgerAnswer send(String body) throws InterruptedException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(LedgerWriter.class);
    private static final int BATCH = 500;
    private static final int MOST_WAITING = 20_000;
    private static final long PACE_MILLIS = 500;

    private final String job;
    private final Post post;
    private final Counters counters;
    private final ProcessingTimeService time;
    private final Map<LineInterval, LineOutcome> waiting = new LinkedHashMap<>();
    /** Halved when the ledger cannot take a request as it is, until the result at fault is alone. */
    private int most = BATCH;

    private final Pause pause = new Pause();
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;

    LedgerWriter(String job, Post post, Counters counters, ProcessingTimeService time) {
        this.job = job;
        this.post = post;
        this.counters = counters;
        this.time = time;
        schedule();
    }

    private void schedule() {
        timer = time.registerTimer(time.getCurrentProcessingTime() + PACE_MILLIS, timestamp -> {
            if (!closed) {
                tryAll(timestamp);
                schedule();
            }
        });
    }

    @Override
    public void write(LineOutcome outcome, Context context) throws InterruptedException {
        Content content = outcome.result().content();
        LineInterval about = new LineInterval(
                new LineKey(content.lease(), content.line()),
                content.intervalStart().getEpochSecond());
        waiting.remove(about);
        waiting.put(about, outcome);
        if (waiting.size() >= MOST_WAITING) {
            flush(false);
        } else if (waiting.size() >= BATCH) {
            tryAll(time.getCurrentProcessingTime());
        }
    }

    /** Waits until the ledger has everything; called before every checkpoint. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (!waiting.isEmpty()) {
            if (!tryBatch(time.getCurrentProcessingTime())) {
                TimeUnit.MILLISECONDS.sleep(pause.millis());
            }
        }
    }

    private void tryAll(long now) throws InterruptedException {
        while (!waiting.isEmpty() && pause.isOver(now) && tryBatch(now)) {
            LOGGER.atTrace().addKeyValue("waiting", waiting.size()).log("the ledger has a batch");
        }
    }

    private boolean tryBatch(long now) throws InterruptedException {
        List<LineInterval> about = new ArrayList<>();
        List<LineOutcome> batch = new ArrayList<>();
        long generation = 0;
        for (Map.Entry<LineInterval, LineOutcome> entry : waiting.entrySet()) {
            if (batch.size() == most) {
                break;
            }
            about.add(entry.getKey());
            batch.add(entry.getValue());
            generation = Math.max(generation, entry.getValue().generation());
        }
        LedgerAnswer answer = post.send(ResultsJson.of(generation, job, batch));
        if (answer instanceof LedgerAnswer.Stale stale) {
            throw new SuppressRestartsException(new IllegalStateException("the ledger has results of a newer job than"
                    + " this one (generation " + generation + "); this job stops. It answered: " + stale.detail()));
        }
        if (answer instanceof LedgerAnswer.TryAgain again) {
            pause.longer(now);
            counters.add(Counter.LEDGER_RETRIES);
            counters.state("ledger", again.reason());
            LOGGER.atWarn()
                    .addKeyValue("waiting", waiting.size())
                    .addKeyValue("reason", again.reason())
                    .log("the ledger does not take results; they wait");
            return false;
        }
        if (answer instanceof LedgerAnswer.Unfit && batch.size() > 1) {
            most = batch.size() / 2;
            return true;
        }
        if (answer instanceof LedgerAnswer.Unfit unfit) {
            count(new LedgerAnswer.Taken(0, 0, 1, about.get(0) + ": " + unfit.reason()));
        } else if (answer instanceof LedgerAnswer.Taken taken) {
            count(taken);
        }
        most = Math.min(BATCH, most * 2);
        about.forEach(waiting::remove);
        pause.end();
        return true;
    }

    private void count(LedgerAnswer.Taken taken) {
        counters.state("ledger", "ok");
        counters.add(Counter.ACCEPTED, taken.accepted());
        counters.add(Counter.UNCHANGED, taken.unchanged());
        counters.add(Counter.RESULTS_REFUSED, taken.refused());
        if (taken.refused() > 0) {
            LOGGER.atError().addKeyValue("refused", taken.refusals()).log("the ledger refuses results");
        }
    }

    @Override
    public void close() {
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
