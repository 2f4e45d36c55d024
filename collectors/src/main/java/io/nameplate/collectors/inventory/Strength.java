/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;

/** Which of two words counts: the one that evidence, too, would keep. */
final class Strength {

    private Strength() {}

    /** Off above no load above on above unknown. */
    static Witness stronger(Witness one, Witness other) {
        return rank(other) > rank(one) ? other : one;
    }

    /** Down above up above unknown. */
    static Port stronger(Port one, Port other) {
        return rank(other) > rank(one) ? other : one;
    }

    private static int rank(Witness witness) {
        return switch (witness) {
            case UNKNOWN -> 0;
            case ON -> 1;
            case NO_LOAD -> 2;
            case OFF -> 3;
        };
    }

    private static int rank(Port port) {
        return switch (port) {
            case UNKNOWN -> 0;
            case UP -> 1;
            case DOWN -> 2;
        };
    }
}
