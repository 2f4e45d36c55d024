/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.util.Locale;

/** How one interval stands against one term. */
public enum Verdict {
    MET,
    BREACHED,
    NOT_ASSESSED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Verdict of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
