/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

/**
 * Adds up what GPUs show over stretches of pieces. Hot path: a stretch is noted where it begins and where it ends, however
 * many pieces it has; {@link #sum} makes the pieces' sums of it.
 */
final class Tally {

    /** GPUs by piece. */
    final int[] allocated;
    /** GPU-milliseconds by piece, block and bucket, in this order of significance. */
    final long[] ms;
    /** The lost part of working GPUs by bucket, over the whole interval. */
    final long[] clockLoss = new long[Bucket.COUNT];

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
        change(block, Ladder.deliveredBucket(finding), (long) gpus * (1000 - lost), from, to);
        long seconds = pieces.seconds(from, to);
        long lostMs = gpus * seconds * lost;
        if (Ladder.isWorking(finding)) {
            workingMs += gpus * seconds * 1000;
            unassessedMs += Ladder.isUnassessed(finding) ? gpus * seconds * 1000 : 0;
            clockLoss[bucket] += lostMs;
        }
        if (lost != 0) {
            change(block, bucket, (long) gpus * lost, from, to);
        }
        return lostMs;
    }

    private void change(int block, int bucket, long perSecond, int from, int to) {
        int first = block * pieces.count() * Bucket.COUNT + bucket;
        changes[first + from * Bucket.COUNT] += perSecond;
        if (to < pieces.count()) {
            changes[first + to * Bucket.COUNT] -= perSecond;
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
