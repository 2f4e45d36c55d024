/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import java.util.Locale;

/** What the prober beside a node sees of its power, weakest first. */
public enum Witness {
    ON,
    NO_LOAD,
    OFF;

    /** The word that readings use. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
