/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/**
 * What a contracted GPU-millisecond was, in ladder order: losses first (the first that matches wins), then what was
 * delivered. The order of the constants is the contract's attribution ladder and the tie-break of the surplus rule.
 */
public enum State {
    /** Contracted above the most GPUs ever recorded as accepted for the line. */
    UNCOMMISSIONED,
    /** Accepted once, no longer allocated. */
    WITHDRAWN,
    /** Lost inside an agreed maintenance window. */
    EXCLUDED,
    /** Lost inside a window recorded as outside the supplier's control. */
    OUTSIDE_CONTROL,
    /** Lost under a curtailment order with an id. */
    CURTAILED,
    /** Absent while the power path was down. */
    UNPOWERED,
    /** Absent, or throttled, while the cooling group was down. */
    UNCOOLED,
    /** Absent while the switch port was down. */
    UNCONNECTED,
    /** Unusable by condition, short GPU count, or absent with power at the rack. */
    FAULTED,
    /** The lost part of a GPU that ran below its guaranteed clock, by {@link Cause}. */
    DERATED,
    /** Lost by a setting of the operator that no order covers. */
    OPERATOR_LIMITED,
    /** Not measured: never up, never down. */
    UNMEASURED,
    /** Delivered and without work. */
    IDLE,
    /** Delivered and at work. */
    UTILIZED;

    /** True for every state but {@link #IDLE} and {@link #UTILIZED}. */
    public boolean isLoss() {
        return this != IDLE && this != UTILIZED;
    }
}
