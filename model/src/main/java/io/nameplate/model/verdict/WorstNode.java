/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A node that lost capacity in an interval, for the person who has to go there; beside a result, never part of it.
 *
 * @param state the node's largest loss, the first of the ladder where several are as large
 * @param since when its absence began, or the start of its first loss in the interval
 * @param lostGpuMs what its GPUs lost, whoever bears it and before any surplus
 */
public record WorstNode(NodeId node, String rack, BlockId block, State state, Instant since, long lostGpuMs) {

    /** The most nodes that a result carries. */
    public static final int LIMIT = 50;

    private static final Comparator<WorstNode> ORDER =
            Comparator.comparingLong(WorstNode::lostGpuMs).reversed().thenComparing(WorstNode::node);

    /** The worst of several, worst first. */
    static List<WorstNode> worst(Collection<WorstNode> all) {
        return all.stream().sorted(ORDER).limit(LIMIT).toList();
    }
}
