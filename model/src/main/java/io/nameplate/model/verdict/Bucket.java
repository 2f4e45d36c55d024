/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import org.jspecify.annotations.Nullable;

/** What GPU-milliseconds are counted into: the states in ladder order, DERATED split by its cause. */
public enum Bucket {
    UNCOMMISSIONED(0, State.UNCOMMISSIONED, null),
    WITHDRAWN(1, State.WITHDRAWN, null),
    EXCLUDED(2, State.EXCLUDED, null),
    OUTSIDE_CONTROL(3, State.OUTSIDE_CONTROL, null),
    CURTAILED(4, State.CURTAILED, null),
    UNPOWERED(5, State.UNPOWERED, null),
    UNCOOLED(6, State.UNCOOLED, null),
    UNCONNECTED(7, State.UNCONNECTED, null),
    FAULTED(8, State.FAULTED, null),
    DERATED_COOLING(9, State.DERATED, Cause.COOLING),
    DERATED_POWER(10, State.DERATED, Cause.POWER),
    DERATED_UNKNOWN(11, State.DERATED, Cause.UNKNOWN),
    OPERATOR_LIMITED(12, State.OPERATOR_LIMITED, null),
    UNMEASURED(13, State.UNMEASURED, null),
    IDLE(14, State.IDLE, null),
    UTILIZED(15, State.UTILIZED, null);

    /** How many buckets there are; the losses are the first {@link #LOSSES}. */
    public static final int COUNT = 16;

    static final int LOSSES = 14;

    private static final Bucket[] ALL = values();

    final int index;
    final State state;
    final @Nullable Cause cause;

    Bucket(int index, State state, @Nullable Cause cause) {
        this.index = index;
        this.state = state;
        this.cause = cause;
    }

    static Bucket at(int index) {
        return ALL[index];
    }

    /** The bucket of a window's or order's state. */
    static Bucket of(State window) {
        return switch (window) {
            case EXCLUDED -> EXCLUDED;
            case OUTSIDE_CONTROL -> OUTSIDE_CONTROL;
            case CURTAILED -> CURTAILED;
            default -> throw new IllegalArgumentException("no window makes a loss " + window);
        };
    }

    /** Its place in arrays of amounts. */
    public int index() {
        return index;
    }

    public State state() {
        return state;
    }

    /** The cause of a derate, null for every other state. */
    public @Nullable Cause cause() {
        return cause;
    }

    /** The bucket's name in words: the state, DERATED with its cause. */
    public String text() {
        return cause == null ? state.name() : state.name() + " (" + cause.text() + ")";
    }

    /** The layer of a loss. */
    public Layer layer() {
        return cause == null ? Layer.of(state) : Layer.of(cause);
    }
}
