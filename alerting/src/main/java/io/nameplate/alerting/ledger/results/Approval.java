/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.util.Locale;

/** Who stands for a result that was settled again after the stream job had let it go, and why it was. */
public record Approval(Reason reason, String approver) {

    /** Who approves what the ledger resettles by itself. */
    public static final String BACKLOG = "backlog";

    private static final int LONGEST = 200;

    /** Why a settled result says something else than it did. */
    public enum Reason {
        /** Evidence came after the interval was settled. */
        LATE_EVIDENCE,
        /** A registry version recorded afterwards says something else of the interval. */
        REGISTRY_CORRECTION,
        /** Both of these, at once. */
        CORRECTION_AND_LATE_EVIDENCE,
        /** A collector sent what it had held while it was cut off, and it only fills what nothing was known of. */
        BACKLOG;

        /** The reason as answers, pages and columns spell it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Approval {
        if (approver.isBlank()
                || approver.length() > LONGEST
                || approver.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("an approver is a name of 1 to " + LONGEST + " characters");
        }
    }
}
