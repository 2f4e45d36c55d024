/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Position;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One epoch of one collector, and how far the job is with it: what a checkpoint keeps of the wire.
 *
 * @param claimed the record that a run of the job, this or an earlier one, was known to expect next
 */
record EpochSplit(CollectorId collector, EpochId epoch, Position position, long claimed) implements SourceSplit {

    @Override
    public String splitId() {
        return collector + "/" + epoch;
    }
}
