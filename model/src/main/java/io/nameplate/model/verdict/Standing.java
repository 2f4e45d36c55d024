/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * How many of a line's GPUs stand in each block of a hall between two changes of the registry, and how many of them stand
 * in a window whose losses the tenant bears. Times are epoch milliseconds.
 */
record Standing(long from, long to, Map<BlockId, Gpus> blocks) {

    /** GPUs of one block. */
    record Gpus(long held, long excused) {}

    static List<Standing> of(LinePlan plan, HallId hall, List<LinePlan.Member> members, long start, long end) {
        List<Standing> standings = new ArrayList<>();
        NavigableSet<Long> cuts = plan.cuts(start, end);
        for (long from : cuts) {
            Long next = cuts.higher(from);
            Instant at = Instant.ofEpochSecond(from);
            List<Window> windows = plan.windows.stream()
                    .filter(window ->
                            window.covers(at) && plan.lease.tenantBears().contains(window.state()))
                    .toList();
            Map<BlockId, Gpus> blocks = new TreeMap<>();
            for (LinePlan.Member member : members) {
                if (member.from() <= from && member.to() > from) {
                    BlockId block = member.block().block();
                    long gpus = member.block().gpusPerNode();
                    boolean excused = windows.stream()
                            .anyMatch(window -> window.scope()
                                    .covers(hall, block, member.node().node(), plan.key.lease()));
                    blocks.merge(
                            block,
                            new Gpus(gpus, excused ? gpus : 0),
                            (a, b) -> new Gpus(a.held + b.held, a.excused + b.excused));
                }
            }
            standings.add(new Standing(from * 1000, (next == null ? end : next) * 1000, blocks));
        }
        return standings;
    }

    /** GPU-milliseconds that the line holds in some blocks. */
    static long heldMs(List<Standing> standings, Iterable<BlockId> blocks) {
        long sum = 0;
        for (Standing standing : standings) {
            for (BlockId block : blocks) {
                Gpus gpus = standing.blocks.get(block);
                sum += gpus == null ? 0 : gpus.held * (standing.to - standing.from);
            }
        }
        return sum;
    }
}
