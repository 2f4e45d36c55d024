/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Hands every result to the ledger, at least once: nothing is committed to the collectors before the ledger has it. The
 * ledger makes once of it, by content and by (generation, counter).
 */
public final class LedgerSink implements Sink<LineOutcome> {

    private static final long serialVersionUID = 1L;

    private final String job;
    private final String ledger;

    /**
     * A sink.
     *
     * @param job names the counters, and this job to the ledger
     * @param ledger where the ledger answers, such as {@code http://127.0.0.1:8620}
     */
    public LedgerSink(String job, String ledger) {
        this.job = job;
        this.ledger = ledger;
    }

    @Override
    public SinkWriter<LineOutcome> createWriter(WriterInitContext context) {
        return new LedgerWriter(
                job,
                new LedgerClient(ledger)::post,
                Counters.of(job).in(context.metricGroup()),
                context.getProcessingTimeService());
    }
}
