/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** What every id must look like: safe as a topic level, a file name, a tag and a URL segment. */
final class Ids {

    private static final int LONGEST = 64;

    private Ids() {}

    static void check(String kind, String value) {
        if (!fits(value)) {
            throw new IllegalArgumentException(
                    kind + " id '" + value + "' must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit");
        }
    }

    /** By hand, because ids are made for every record and reading, and a pattern took a tenth of the job's time. */
    static boolean fits(String value) {
        if (value.isEmpty() || value.length() > LONGEST || !isAlphanumeric(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
