/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Slots in a row that an absence covered and the collector watched: epoch seconds, {@code [from, to)}. */
record Run(long from, long to, int gpus) implements Comparable<Run> {

    private static final Comparator<Run> ORDER =
            Comparator.comparingLong(Run::from).thenComparingLong(Run::to).thenComparingInt(Run::gpus);

    /** The runs of an absence: all of it but the gaps. */
    static List<Run> of(Absence absence, int gpus, List<Gap> gaps) {
        List<Run> runs = new ArrayList<>();
        long from = absence.from();
        for (Gap gap : gaps) {
            if (gap.to() > from && gap.from() < absence.to()) {
                if (gap.from() > from) {
                    runs.add(new Run(from, gap.from(), gpus));
                }
                from = gap.to();
            }
        }
        if (from < absence.to()) {
            runs.add(new Run(from, absence.to(), gpus));
        }
        return runs;
    }

    @Override
    public int compareTo(Run other) {
        return ORDER.compare(this, other);
    }
}
