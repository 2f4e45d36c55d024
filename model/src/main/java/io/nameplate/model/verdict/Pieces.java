/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The slot pieces in which one line's GPUs of a hall are counted: inside a piece nothing changes. */
final class Pieces {

    /** Where each piece begins, epoch seconds. */
    final long[] starts;

    private final long end;
    /** The first piece of each slot; behind them, how many pieces there are. */
    private final int[] firstOfSlot;

    /** @param numbers of the members' nodes in the evidence */
    Pieces(LinePlan plan, HallEvidence evidence, List<LinePlan.Member> members, int[] numbers) {
        long start = evidence.intervalStart();
        this.end = start + evidence.intervalSeconds();
        Set<Long> cuts = plan.pieces(start, end, evidence.slotSeconds());
        HallEvidence.RunVisitor unreachable = (gpus, from, to, code) -> {
            if (isWithoutLoad(code)) {
                long at = plan.ladder.unreachableFrom(code);
                long slot = Math.floorDiv(at - start, evidence.slotSeconds());
                if (slot >= from && slot < to) {
                    cuts.add(at);
                }
            }
        };
        for (int i = 0; i < numbers.length; i++) {
            evidence.visitAbsences(numbers[i], members.get(i).block().gpusPerNode(), unreachable);
        }
        this.starts = cuts.stream().mapToLong(Long::longValue).toArray();
        this.firstOfSlot = new int[evidence.slots() + 1];
        for (int slot = 0; slot < firstOfSlot.length; slot++) {
            firstOfSlot[slot] = from(start + (long) slot * evidence.slotSeconds());
        }
    }

    /** An absence that the ladder judges by how long it has lasted: its finding can change from piece to piece. */
    static boolean isWithoutLoad(long code) {
        return Evidence.isAbsent(code) && Evidence.witness(code) == Witness.NO_LOAD;
    }

    int count() {
        return starts.length;
    }

    /** The first piece of a slot. */
    int firstOf(int slot) {
        return firstOfSlot[slot];
    }

    /** The first piece that begins at or after an instant. */
    int from(long at) {
        int found = Arrays.binarySearch(starts, at);
        return found >= 0 ? found : -found - 1;
    }

    /** How long the pieces from one until another last. */
    long seconds(int from, int to) {
        return (to < starts.length ? starts[to] : end) - starts[from];
    }
}
