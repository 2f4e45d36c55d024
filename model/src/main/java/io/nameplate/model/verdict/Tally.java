/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

/**
 * Adds up what GPUs show over stretches of pieces. Hot path: a stretch is noted where it begins and where it ends, however
 * many pieces it has; {@link #sum} makes the pieces' sums of it.
 */
final class Tally {

    private static final int NOWHERE = -1;

    /** GPUs by piece. */
    final int[] allocated;
    /** GPU-milliseconds by piece, block and bucket, in this order of significance. */
    final long[] ms;
    /** The lost part of working GPUs by block and bucket, over the whole interval. */
    final long[] clockLoss;

    long workingMs;
    long unassessedMs;

    private final Pieces pieces;
    private final int width;
    /** What changes from piece to piece, by block, piece and bucket: a block's changes lie together while it is counted. */
    private final long[] changes;

    Tally(Pieces pieces, int blocks) {
        this.pieces = pieces;
        this.width = blocks * Bucket.COUNT;
        this.allocated = new int[pieces.count()];
        this.ms = new long[pieces.count() * width];
        this.clockLoss = new long[width];
        this.changes = new long[ms.length];
    }

    void allocate(int gpus, int from, int to) {
        allocated[from] += gpus;
        if (to < allocated.length) {
            allocated[to] -= gpus;
        }
    }

    /**
     * Counts GPUs of a block in the pieces from one until another.
     *
     * @param bucket where the lost part counts
     * @return GPU-milliseconds lost
     */
    long add(int block, int gpus, int from, int to, int finding, int bucket) {
        int lost = Ladder.lostPerMille(finding);
        int begins = cell(block, from);
        int ends = to < pieces.count() ? cell(block, to) : NOWHERE;
        change(begins, ends, Ladder.deliveredBucket(finding), (long) gpus * (1000 - lost));
        long gpuSeconds = gpus * pieces.seconds(from, to);
        long lostMs = gpuSeconds * lost;
        if (Ladder.isWorking(finding)) {
            workingMs += gpuSeconds * 1000;
            unassessedMs += Ladder.isUnassessed(finding) ? gpuSeconds * 1000 : 0;
            clockLoss[block * Bucket.COUNT + bucket] += lostMs;
        }
        if (lost != 0) {
            change(begins, ends, bucket, (long) gpus * lost);
        }
        return lostMs;
    }

    /** Where a piece's changes of a block begin. */
    private int cell(int block, int piece) {
        return (block * pieces.count() + piece) * Bucket.COUNT;
    }

    private void change(int begins, int ends, int bucket, long perSecond) {
        changes[begins + bucket] += perSecond;
        if (ends != NOWHERE) {
            changes[ends + bucket] -= perSecond;
        }
    }

    /** Ends the counting: from here on {@link #allocated} and {@link #ms} hold what they say. */
    void sum() {
        for (int piece = 1; piece < allocated.length; piece++) {
            allocated[piece] += allocated[piece - 1];
        }
        int change = 0;
        for (int row = 0; row < width; row += Bucket.COUNT) {
            for (int piece = 0; piece < pieces.count(); piece++) {
                long seconds = pieces.seconds(piece, piece + 1);
                for (int cell = row; cell < row + Bucket.COUNT; cell++, change++) {
                    changes[change] += piece == 0 ? 0 : changes[change - Bucket.COUNT];
                    ms[piece * width + cell] = changes[change] * seconds;
                }
            }
        }
    }
}
