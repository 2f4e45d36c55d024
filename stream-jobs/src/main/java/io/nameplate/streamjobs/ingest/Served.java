/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import java.util.SortedSet;
import java.util.TreeSet;

/** The collectors that the job has served: what a checkpoint keeps of the enumerator. */
record Served(SortedSet<CollectorId> collectors) {
    Served {
        collectors = new TreeSet<>(collectors);
    }
}
