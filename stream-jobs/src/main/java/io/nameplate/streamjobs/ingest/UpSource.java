/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.streamjobs.flow.Arrival;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The collectors' records as a Flink source. A split is an epoch of a collector, the offset its sequence number; the
 * cursor that a collector sees commits only what a completed checkpoint holds.
 */
public final class UpSource implements Source<Arrival, EpochSplit, Served>, SupportsSplitReassignmentOnRecovery {

    private static final long serialVersionUID = 1L;

    private final UpSettings settings;

    public UpSource(UpSettings settings) {
        this.settings = settings;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Arrival, EpochSplit> createReader(SourceReaderContext context) {
        return new UpReader(context, settings, new SecureRandom().nextLong());
    }

    @Override
    public SplitEnumerator<EpochSplit, Served> createEnumerator(SplitEnumeratorContext<EpochSplit> context) {
        return restoreEnumerator(context, new Served(new TreeSet<>(), List.of()));
    }

    @Override
    public SplitEnumerator<EpochSplit, Served> restoreEnumerator(
            SplitEnumeratorContext<EpochSplit> context, Served restored) {
        return new UpEnumerator(context, settings.registry(), restored);
    }

    @Override
    public SimpleVersionedSerializer<EpochSplit> getSplitSerializer() {
        return new EpochSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Served> getEnumeratorCheckpointSerializer() {
        return new ServedSerializer();
    }
}
