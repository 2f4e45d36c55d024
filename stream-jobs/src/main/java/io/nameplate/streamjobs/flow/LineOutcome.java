/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.LineResult;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One result as it leaves the job.
 *
 * @param generation the run of the job that made it
 * @param counter rises with every result of the same line and interval; with the generation it tells which is newer
 * @param settled false for a provisional result
 * @param cleared blocks that an earlier result of the interval told of and this one does not
 * @param clearedNodes nodes, with their blocks, that an earlier settled result named as the worst and this one does not
 * @param headroom the units whose trip would cost the line most as the interval ends, the worst first
 * @param ready what stands ready of the line's firm power as the interval ends, of which units of the headroom take their part
 */
public record LineOutcome(
        long generation,
        long counter,
        boolean settled,
        LineResult result,
        List<BlockId> cleared,
        SortedMap<NodeId, BlockId> clearedNodes,
        List<Headroom.Unit> headroom,
        Headroom.Watts ready) {

    /** The type as Flink must know it. */
    public static final TypeInformation<LineOutcome> TYPE =
            new FlatType<>(LineOutcome.class, new LineOutcomeSerializer());

    public LineOutcome {
        cleared = List.copyOf(cleared);
        clearedNodes = Collections.unmodifiableSortedMap(new TreeMap<>(clearedNodes));
        headroom = List.copyOf(headroom);
    }

    /** A result that clears no node, and of whose headroom nothing is known. */
    public LineOutcome(long generation, long counter, boolean settled, LineResult result, List<BlockId> cleared) {
        this(
                generation,
                counter,
                settled,
                result,
                cleared,
                Collections.emptySortedMap(),
                List.of(),
                Headroom.Watts.NONE);
    }
}
