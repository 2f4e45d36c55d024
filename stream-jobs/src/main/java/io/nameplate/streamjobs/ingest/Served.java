/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a checkpoint keeps of the enumerator.
 *
 * @param collectors those that the job has served
 * @param homeless epochs on their way to another reader
 */
record Served(SortedSet<CollectorId> collectors, List<EpochSplit> homeless) {
    Served {
        collectors = new TreeSet<>(collectors);
        homeless = List.copyOf(homeless);
    }
}
