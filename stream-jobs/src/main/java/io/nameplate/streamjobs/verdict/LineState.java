/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.streamjobs.flow.LinePart;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of one line in one interval until all its halls forget it. Mutable: its serializer copies it. */
public final class LineState {

    static final long NO_TIMER = Long.MIN_VALUE;

    final TreeMap<HallId, LinePart.Counted> parts = new TreeMap<>();
    final TreeSet<HallId> forgotten = new TreeSet<>();
    /** Blocks that the last result told of. */
    final TreeSet<BlockId> blocks = new TreeSet<>();

    /** The nodes that the last settled result named as the worst, with their blocks. */
    final TreeMap<NodeId, BlockId> worst = new TreeMap<>();

    long counter;
    boolean settled;
    /** Tells whether a result says anything new; empty before the first. */
    String fingerprint = "";
    /** What the last result rested on, and the registry version it was made under. */
    String provenance = "";

    long registryVersion;

    long sentAt = Long.MIN_VALUE;
    long timer = NO_TIMER;
}
