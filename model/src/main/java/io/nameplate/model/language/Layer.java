/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Locale;

/** The layer that failed, as a deviation names it. */
public enum Layer {
    POWER,
    COOLING,
    NETWORK,
    HARDWARE,
    DELIVERY,
    GRID,
    OPERATOR,
    TELEMETRY,
    AGREED,
    OUTSIDE,
    UNKNOWN;

    /** The layer of a loss; {@link State#DERATED} has none of its own, see {@link #of(Cause)}. */
    public static Layer of(State loss) {
        return switch (loss) {
            case UNCOMMISSIONED, WITHDRAWN -> DELIVERY;
            case EXCLUDED -> AGREED;
            case OUTSIDE_CONTROL -> OUTSIDE;
            case CURTAILED -> GRID;
            case UNPOWERED -> POWER;
            case UNCOOLED -> COOLING;
            case UNCONNECTED -> NETWORK;
            case FAULTED -> HARDWARE;
            case OPERATOR_LIMITED -> OPERATOR;
            case UNMEASURED -> TELEMETRY;
            case DERATED, IDLE, UTILIZED -> throw new IllegalArgumentException(loss + " has no layer of its own");
        };
    }

    /** The layer of a derate. */
    public static Layer of(Cause cause) {
        return switch (cause) {
            case COOLING -> COOLING;
            case POWER -> POWER;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** The layer as results and pages spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
