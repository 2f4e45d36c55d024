/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import io.nameplate.model.language.GpuCondition;

/**
 * What one reading says of the named conditions of a GPU, beside its XID gauge and recovery action: two sets of {@link
 * GpuCondition}, as bits by number.
 *
 * @param said the conditions of which the reading says whether they hold; of the others it says nothing
 * @param ill those that hold, all of them said
 */
public record Health(int said, int ill) {

    /** A reading that says nothing of them. */
    public static final Health UNSAID = new Health(0, 0);

    public Health {
        if ((ill & ~said) != 0) {
            throw new IllegalArgumentException("a condition holds of which nothing is said: " + ill + " of " + said);
        }
    }

    /** And one more condition of which the reading says whether it holds. */
    public Health with(GpuCondition condition, boolean holds) {
        int bit = bit(condition);
        return new Health(said | bit, holds ? ill | bit : ill & ~bit);
    }

    static int bit(GpuCondition condition) {
        return 1 << (condition.code() - GpuCondition.LAST_XID - 1);
    }
}
