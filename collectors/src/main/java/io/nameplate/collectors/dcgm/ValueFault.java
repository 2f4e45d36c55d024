/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import java.util.Locale;

/** Why the value of a known field was left out; the name is also the metric label and the log key. */
public enum ValueFault {
    /** NaN or an infinity. */
    NOT_A_NUMBER,
    /** A fraction where only whole numbers can be. */
    NOT_WHOLE,
    /** No unit makes it possible. */
    OUT_OF_RANGE,
    /** It would be possible in the unit of the other generation, but name and version say this one. */
    UNIT_CONTRADICTED,
    /** It is possible in two units, and nothing says which. */
    UNIT_UNKNOWN;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
