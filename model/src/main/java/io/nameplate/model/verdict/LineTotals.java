/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Adds the halls' parts of one line piece by piece and caps each piece at what is contracted. */
final class LineTotals {

    private final LinePlan plan;
    private final List<HallPart> parts;
    private final long end;
    private final NavigableSet<Long> starts;
    final List<BlockId> blocks;
    final long[] states = new long[Bucket.COUNT];
    /** The losses that would count if all that was not measured had been delivered. */
    final long[] leastLosses = new long[Bucket.LOSSES];

    /** The counted UNMEASURED GPU-milliseconds by {@link MissingCause}. */
    final long[] missing = new long[MissingCause.COUNT];

    /** Losses by block, in the order of {@link #blocks}, and bucket. */
    final long[][] blockLosses;

    /** Delivered by block, in the order of {@link #blocks}: utilized, then idle. */
    final long[][] blockDelivered;

    long contracted;
    /** What would have been utilized if all that was not measured had been. */
    long mostUtilized;

    LineTotals(LinePlan plan, List<HallPart> parts, long start, long end, int slotSeconds) {
        this.plan = plan;
        this.parts = parts;
        this.end = end;
        this.starts = plan.pieces(start, end, slotSeconds);
        TreeSet<BlockId> all = new TreeSet<>();
        for (HallPart part : parts) {
            all.addAll(part.blocks);
            for (long piece : part.starts) {
                starts.add(piece);
            }
        }
        this.blocks = List.copyOf(all);
        this.blockLosses = new long[blocks.size()][Bucket.COUNT];
        this.blockDelivered = new long[blocks.size()][2];
    }

    LineTotals add() {
        return add(piece -> {});
    }

    /** Adds, and tells the arithmetic of every piece. */
    LineTotals add(Consumer<CappedPiece> told) {
        for (long from : starts) {
            Long next = starts.higher(from);
            told.accept(addPiece(from, next == null ? end : next));
        }
        return this;
    }

    private CappedPiece addPiece(long from, long to) {
        long millis = (to - from) * 1000;
        long[] sum = new long[Bucket.COUNT];
        long[][] byBlock = new long[blocks.size()][Bucket.COUNT];
        long[] causes = new long[MissingCause.COUNT];
        for (HallPart part : parts) {
            int piece = part.pieceAt(from);
            long length = part.pieceEnd(piece) - part.starts[piece];
            for (int cause = 0; cause < causes.length; cause++) {
                causes[cause] += part.missing[piece * MissingCause.COUNT + cause] * (to - from) / length;
            }
            for (int b = 0; b < part.blocks.size(); b++) {
                long[] into = byBlock[blocks.indexOf(part.blocks.get(b))];
                int row = part.row(piece, b);
                for (int bucket = 0; bucket < Bucket.COUNT; bucket++) {
                    long share = part.ms[row + bucket] * (to - from) / length;
                    into[bucket] += share;
                    sum[bucket] += share;
                }
            }
        }
        int obliged = plan.contractedAt(from);
        int held = plan.allocatedAt(from);
        int accepted = plan.acceptedAt(from);
        long cap = obliged * millis;
        long[] counted = new long[Bucket.COUNT];
        long utilized = Math.min(sum[Bucket.UTILIZED.index], cap);
        long idle = Math.min(sum[Bucket.IDLE.index], cap - utilized);
        counted[Bucket.UTILIZED.index] = utilized;
        counted[Bucket.IDLE.index] = idle;
        deliver(utilized, Bucket.UTILIZED, byBlock, 0);
        deliver(idle, Bucket.IDLE, byBlock, 1);
        if (held <= obliged) {
            int ready = Math.min(obliged, accepted);
            spread(held * millis - utilized - idle, sum, byBlock, counted);
            counted[Bucket.UNCOMMISSIONED.index] = (obliged - ready) * millis;
            counted[Bucket.WITHDRAWN.index] = (ready - held) * millis;
        } else {
            spread(cap - utilized - idle, sum, byBlock, counted);
        }
        Shares.spread(counted[Bucket.UNMEASURED.index], causes, missing);
        contracted += cap;
        for (int bucket = 0; bucket < Bucket.COUNT; bucket++) {
            states[bucket] += counted[bucket];
        }
        long unmeasured = sum[Bucket.UNMEASURED.index];
        mostUtilized += Math.min(sum[Bucket.UTILIZED.index] + unmeasured, cap);
        if (held <= obliged || unmeasured == 0) {
            for (int bucket = 0; bucket < Bucket.LOSSES; bucket++) {
                leastLosses[bucket] += bucket == Bucket.UNMEASURED.index ? 0 : counted[bucket];
            }
        } else {
            sum[Bucket.UNMEASURED.index] = 0;
            Shares.spread(Math.max(0, cap - utilized - idle - unmeasured), losses(sum), leastLosses);
            sum[Bucket.UNMEASURED.index] = unmeasured;
        }
        return new CappedPiece(from, to, obliged, held, accepted, sum, counted);
    }

    /** Spreads lost GPU-milliseconds over the loss states, and each state's over the blocks. */
    private void spread(long lost, long[] sum, long[][] byBlock, long[] counted) {
        Shares.spread(lost, losses(sum), counted);
        for (int bucket = 0; bucket < Bucket.LOSSES; bucket++) {
            if (counted[bucket] > 0) {
                spreadOverBlocks(bucket, counted[bucket], byBlock);
            }
        }
    }

    private static long[] losses(long[] buckets) {
        return Arrays.copyOf(buckets, Bucket.LOSSES);
    }

    private void spreadOverBlocks(int bucket, long lost, long[][] byBlock) {
        long[] shares = ofBlocks(lost, bucket, byBlock);
        for (int b = 0; b < shares.length; b++) {
            blockLosses[b][bucket] += shares[b];
        }
    }

    /** Spreads delivered GPU-milliseconds over the blocks as losses are. */
    private void deliver(long delivered, Bucket bucket, long[][] byBlock, int into) {
        long[] shares = ofBlocks(delivered, bucket.index, byBlock);
        for (int b = 0; b < shares.length; b++) {
            blockDelivered[b][into] += shares[b];
        }
    }

    private static long[] ofBlocks(long total, int bucket, long[][] byBlock) {
        long[] weights = new long[byBlock.length];
        long[] shares = new long[byBlock.length];
        for (int b = 0; b < weights.length; b++) {
            weights[b] = byBlock[b][bucket];
        }
        Shares.spread(total, weights, shares);
        return shares;
    }

    /** The nodes of all halls that lost most. */
    List<WorstNode> worst() {
        List<WorstNode> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.worst));
        return WorstNode.worst(all);
    }
}
