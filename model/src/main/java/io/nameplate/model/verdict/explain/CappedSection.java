/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.CappedPiece;
import java.util.List;
import java.util.function.ToLongFunction;

/** What of the measured amounts counts: cap, gap and surplus of every slot piece, those that are alike together. */
final class CappedSection {

    private final List<CappedPiece> pieces;

    CappedSection(List<CappedPiece> pieces) {
        this.pieces = pieces;
    }

    void say(Page page) {
        page.heading("3. Cap, gap and surplus, slot piece by slot piece, over all blocks");
        int from = 0;
        for (int next = 1; next <= pieces.size(); next++) {
            if (next == pieces.size() || !alike(pieces.get(from), pieces.get(next))) {
                say(page, pieces.subList(from, next));
                from = next;
            }
        }
    }

    private static boolean alike(CappedPiece a, CappedPiece b) {
        if (a.contracted() != b.contracted() || a.allocated() != b.allocated() || a.accepted() != b.accepted()) {
            return false;
        }
        for (Bucket bucket : Bucket.values()) {
            if (a.measured(bucket) * b.seconds() != b.measured(bucket) * a.seconds()
                    || a.counted(bucket) * b.seconds() != b.counted(bucket) * a.seconds()) {
                return false;
            }
        }
        return true;
    }

    /** Pieces alike, as one: their amounts are in proportion to their lengths. */
    private static void say(Page page, List<CappedPiece> alike) {
        CappedPiece first = alike.get(0);
        long from = first.from();
        long to = alike.get(alike.size() - 1).to();
        CappedPiece all = new CappedPiece(
                from, to, first.contracted(), first.allocated(), first.accepted(), sum(alike, true), sum(alike, false));
        page.say(1, Figures.span(from, to) + (alike.size() == 1 ? "" : "  (" + alike.size() + " pieces alike, added)"));
        page.say(
                2,
                "Contracted " + product(all.contracted(), all) + "; allocated " + Figures.gpus(all.allocated())
                        + "; the most ever allocated until then " + Figures.whole(all.accepted()) + ".");
        page.say(2, "Measured: " + Figures.amounts(all::measured) + ".");
        if (all.allocated() > all.contracted()) {
            surplus(page, all);
        } else if (all.allocated() < all.contracted()) {
            gap(page, all);
        } else {
            page.say(2, "Allocated is contracted: neither gap nor surplus, every amount counts as measured.");
        }
        page.say(
                2,
                "Counted: " + Figures.amounts(all::counted) + "; together " + Figures.seconds(total(all::counted))
                        + ".");
    }

    private static long[] sum(List<CappedPiece> pieces, boolean measured) {
        long[] sum = new long[Bucket.COUNT];
        for (CappedPiece piece : pieces) {
            for (Bucket bucket : Bucket.values()) {
                sum[bucket.index()] += measured ? piece.measured(bucket) : piece.counted(bucket);
            }
        }
        return sum;
    }

    private static void gap(Page page, CappedPiece all) {
        int ready = Math.min(all.contracted(), all.accepted());
        page.say(
                2,
                "Gap of " + Figures.gpus((long) all.contracted() - all.allocated())
                        + ". UNCOMMISSIONED, contracted and never yet allocated: (" + Figures.whole(all.contracted())
                        + " - "
                        + Figures.whole(ready) + ") = " + product(all.contracted() - ready, all)
                        + ". WITHDRAWN, allocated once and no longer: (" + Figures.whole(ready) + " - "
                        + Figures.whole(all.allocated()) + ") = " + product(ready - all.allocated(), all)
                        + ". Every measured amount counts as it is.");
    }

    private static void surplus(Page page, CappedPiece all) {
        long cap = all.contracted() * all.seconds() * 1000;
        long utilized = all.counted(Bucket.UTILIZED);
        long idle = all.counted(Bucket.IDLE);
        long left = cap - utilized - idle;
        long lost = total(all::measured) - all.measured(Bucket.UTILIZED) - all.measured(Bucket.IDLE);
        page.say(
                2,
                "Surplus of " + Figures.gpus((long) all.allocated() - all.contracted())
                        + ": what is delivered counts first. UTILIZED, the smaller of "
                        + Figures.seconds(all.measured(Bucket.UTILIZED))
                        + " measured and " + Figures.seconds(cap) + " contracted, = " + Figures.seconds(utilized)
                        + "; IDLE, the smaller of " + Figures.seconds(all.measured(Bucket.IDLE)) + " measured and "
                        + Figures.seconds(cap - utilized) + " left, = " + Figures.seconds(idle) + ".");
        page.say(
                2,
                "Left of contracted: " + Figures.seconds(cap) + " - " + Figures.seconds(utilized) + " - "
                        + Figures.seconds(idle) + " = " + Figures.seconds(left)
                        + (left == 0
                                ? ", so no loss counts"
                                : ", spread over " + Figures.seconds(lost) + " of measured losses: each counts with "
                                        + Figures.seconds(left) + " / " + Figures.seconds(lost)
                                        + " of itself, in every piece by largest remainder")
                        + ".");
    }

    private static long total(ToLongFunction<Bucket> amount) {
        long sum = 0;
        for (Bucket bucket : Bucket.values()) {
            sum += amount.applyAsLong(bucket);
        }
        return sum;
    }

    private static String product(int gpus, CappedPiece all) {
        return Figures.times(gpus, all.seconds()) + " = " + Figures.seconds(gpus * all.seconds() * 1000);
    }
}
