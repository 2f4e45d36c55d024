/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.language.CollectorId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells why GPUs of one line in a hall were not measured, piece by piece: at once where their evidence says it, at the end where
 * there is none, since that depends on what else was heard of the same source. It costs nothing where everything is measured.
 */
final class MissingCount {

    private final Pieces pieces;
    private final Gaps gaps;
    /** GPUs by piece and cause, as changes from piece to piece. */
    private final long[] changes;

    private final Map<CollectorId, Holes> holes = new HashMap<>();

    /** GPUs of which nothing at all is known, as changes from piece to piece; those whose power path is down apart. */
    private static final class Holes {
        final long[] powered;
        final long[] unpowered;

        Holes(int pieces) {
            powered = new long[pieces + 1];
            unpowered = new long[pieces + 1];
        }
    }

    MissingCount(Pieces pieces, Gaps gaps) {
        this.pieces = pieces;
        this.gaps = gaps;
        this.changes = new long[(pieces.count() + 1) * MissingCause.COUNT];
    }

    /** Notes GPUs of a node that were not measured in the pieces from one until another. */
    void add(LinePlan.Member member, int gpus, int from, int to, long code, Rule rule, PlantState power) {
        if (code == Evidence.NONE) {
            Holes of = holes.computeIfAbsent(member.block().source(), source -> new Holes(pieces.count()));
            long[] into = power == PlantState.DOWN ? of.unpowered : of.powered;
            into[from] += gpus;
            into[to] -= gpus;
        } else {
            int cause = cause(code, rule, power).index;
            changes[from * MissingCause.COUNT + cause] += gpus;
            changes[to * MissingCause.COUNT + cause] -= gpus;
        }
    }

    private static MissingCause cause(long code, Rule rule, PlantState power) {
        if (!Evidence.isAbsent(code)) {
            return rule == Rule.UNKNOWN_OR_CONFLICT ? MissingCause.PLATFORM : MissingCause.DEVICE;
        }
        if (power == PlantState.DOWN) {
            return MissingCause.SITE_POWER;
        }
        return Evidence.absentReason(code) == AbsentReason.NO_ROUTE ? MissingCause.WAN : MissingCause.DEVICE;
    }

    /** GPU-milliseconds by piece and cause, in this order of significance. */
    long[] sum(List<LinePlan.Member> members, int[] numbers, HallEvidence evidence) {
        long[] gpus = new long[pieces.count() * MissingCause.COUNT];
        for (int i = 0; i < gpus.length; i++) {
            gpus[i] = changes[i] + (i < MissingCause.COUNT ? 0 : gpus[i - MissingCause.COUNT]);
        }
        holes.forEach((source, of) -> explain(source, of, heard(source, of, members, numbers, evidence), gpus));
        for (int i = 0; i < gpus.length; i++) {
            int piece = i / MissingCause.COUNT;
            gpus[i] *= pieces.seconds(piece, piece + 1) * 1000;
        }
        return gpus;
    }

    private void explain(CollectorId source, Holes of, boolean[] heard, long[] gpus) {
        long powered = 0;
        long unpowered = 0;
        for (int piece = 0; piece < heard.length; piece++) {
            powered += of.powered[piece];
            unpowered += of.unpowered[piece];
            int row = piece * MissingCause.COUNT;
            Gaps.Why why = gaps.at(source, pieces.starts[piece]);
            gpus[row + cause(why, heard[piece], false).index] += powered;
            gpus[row + cause(why, heard[piece], true).index] += unpowered;
        }
    }

    /** Whose hole it is: what the collector says it lost, else what others of the source, the power path and the gaps say. */
    private static MissingCause cause(Gaps.Why why, boolean othersHeard, boolean unpowered) {
        if (why == Gaps.Why.LOST) {
            return MissingCause.COLLECTOR;
        }
        if (othersHeard) {
            return MissingCause.PLATFORM;
        }
        if (unpowered) {
            return MissingCause.SITE_POWER;
        }
        return switch (why) {
            case UNREAD -> MissingCause.PLATFORM;
            case UNHEARD -> MissingCause.WAN;
            default -> MissingCause.COLLECTOR;
        };
    }

    /** In which pieces anything is known of another of the line's nodes of a source. */
    private boolean[] heard(
            CollectorId source, Holes of, List<LinePlan.Member> members, int[] numbers, HallEvidence evidence) {
        boolean[] heard = new boolean[pieces.count()];
        int open = heard.length;
        for (int piece = 0, gpus = 0; piece < heard.length; piece++) {
            gpus += (int) (of.powered[piece] + of.unpowered[piece]);
            open -= gpus == 0 ? 1 : 0;
            heard[piece] = gpus == 0;
        }
        int[] left = {open};
        for (int i = 0; i < members.size() && left[0] > 0; i++) {
            LinePlan.Member member = members.get(i);
            if (member.block().source().equals(source)) {
                int first = pieces.from(member.from());
                int last = pieces.from(member.to());
                evidence.visit(numbers[i], member.block().gpusPerNode(), (gpus, fromSlot, toSlot, code) -> {
                    int to = code == Evidence.NONE ? 0 : Math.min(pieces.firstOf(toSlot), last);
                    for (int piece = Math.max(pieces.firstOf(fromSlot), first); piece < to; piece++) {
                        left[0] -= heard[piece] ? 0 : 1;
                        heard[piece] = true;
                    }
                });
            }
        }
        return heard;
    }
}
