/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that somebody probably meant, for the sentence that refuses the one they wrote. */
public final class Spelling {

    private static final int TOO_FAR = 3;

    private Spelling() {}

    /** The known word nearest to another, the first in order of equally near ones; none when all are far from it. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        Optional<String> best = Optional.empty();
        int bestDistance = TOO_FAR;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = Optional.of(candidate);
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? corner : corner + 1;
                corner = row[j];
                row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
