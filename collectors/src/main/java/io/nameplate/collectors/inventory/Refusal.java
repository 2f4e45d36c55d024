/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.util.Locale;

/** Why a reading, or a part of one, was not taken; the name is also the metric label and the log key. */
public enum Refusal {
    /** The registry does not know the node. */
    UNKNOWN_NODE,
    /** The registry does not know the asset. */
    UNKNOWN_ASSET,
    /** Another collector is the source of record. */
    NOT_OURS,
    /** A reading of the same time was taken already. */
    DUPLICATE,
    /** A later reading was taken already. */
    OUT_OF_ORDER,
    /** The slot in which it would have been in force was already stated without it; it counts for what follows. */
    LATE,
    /** A stored reading is older than what is still taken. */
    TOO_OLD,
    /** More stored readings of a point than are taken within an hour. */
    TOO_MANY_STORED,
    /** A further point of an asset that has more than any has. */
    TOO_MANY_POINTS,
    /** More GPUs than the block has per node, or an index beyond them. */
    EXTRA_GPU,
    /** The same GPU twice in one reading. */
    DUPLICATE_GPU;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
