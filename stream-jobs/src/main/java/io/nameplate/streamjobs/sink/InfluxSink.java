/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Shows results in InfluxDB, as well as it can: a view that may be deleted never holds up settlement. */
public final class InfluxSink implements Sink<LineOutcome> {

    private static final long serialVersionUID = 1L;

    private final String job;
    private final InfluxSettings settings;

    /** A sink that counts under a job's name. */
    public InfluxSink(String job, InfluxSettings settings) {
        this.job = job;
        this.settings = settings;
    }

    @Override
    public SinkWriter<LineOutcome> createWriter(WriterInitContext context) {
        return new InfluxWriter(
                InfluxConnection.open(settings), Counters.of(job).in(context.metricGroup()));
    }
}
