/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a GPU-millisecond is counted: the states in ladder order, a derate by its cause. */
enum Bucket {
    EXCLUDED(State.EXCLUDED, null),
    OUTSIDE_CONTROL(State.OUTSIDE_CONTROL, null),
    CURTAILED(State.CURTAILED, null),
    UNPOWERED(State.UNPOWERED, null),
    UNCOOLED(State.UNCOOLED, null),
    UNCONNECTED(State.UNCONNECTED, null),
    FAULTED(State.FAULTED, null),
    DERATED_COOLING(State.DERATED, Cause.COOLING),
    DERATED_POWER(State.DERATED, Cause.POWER),
    OPERATOR_LIMITED(State.OPERATOR_LIMITED, null),
    UNMEASURED(State.UNMEASURED, null),
    IDLE(State.IDLE, null),
    UTILIZED(State.UTILIZED, null);

    /** The losses, in ladder order. */
    static final List<Bucket> LOSSES =
            Arrays.stream(values()).filter(Bucket::isLoss).toList();

    private final State state;
    private final @Nullable Cause cause;

    Bucket(State state, @Nullable Cause cause) {
        this.state = state;
        this.cause = cause;
    }

    boolean isLoss() {
        return state.isLoss();
    }

    State state() {
        return state;
    }

    @Nullable
    Cause cause() {
        return cause;
    }

    static Bucket of(State window) {
        return switch (window) {
            case EXCLUDED -> EXCLUDED;
            case OUTSIDE_CONTROL -> OUTSIDE_CONTROL;
            case CURTAILED -> CURTAILED;
            default -> throw new IllegalArgumentException("a window cannot make a loss " + window);
        };
    }
}
