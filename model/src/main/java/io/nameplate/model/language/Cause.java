/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Locale;

/** Why a GPU was {@link State#DERATED}. */
public enum Cause {
    COOLING,
    POWER,
    UNKNOWN;

    /** The cause as results spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
