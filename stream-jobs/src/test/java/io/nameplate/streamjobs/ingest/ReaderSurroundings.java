/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.streamjobs.flow.Arrival;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** What Flink gives a reader, as far as ours asks for it: what it hands over and what it tells is the run's business. */
public abstract class ReaderSurroundings implements SourceReaderContext, ReaderOutput<Arrival> {

    @Override
    public final void collect(Arrival arrival, long timestamp) {
        collect(arrival);
    }

    @Override
    public final SourceOutput<Arrival> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public final SourceReaderMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public final Configuration getConfiguration() {
        return new Configuration();
    }

    @Override
    public final String getLocalHostName() {
        return "here";
    }

    @Override
    public final int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public final void sendSplitRequest() {
        throw new AssertionError("the reader finds its splits by itself");
    }

    @Override
    public final UserCodeClassLoader getUserCodeClassLoader() {
        throw new AssertionError("nothing of the user's is loaded here");
    }

    @Override
    public final void emitWatermark(Watermark watermark) {
        throw new AssertionError("there are no watermarks here");
    }

    @Override
    public final void markIdle() {
        throw new AssertionError("the reader is never idle");
    }

    @Override
    public final void markActive() {
        throw new AssertionError("the reader is never idle");
    }

    @Override
    public final void releaseOutputForSplit(String splitId) {
        throw new AssertionError("no output was made for a split");
    }
}
