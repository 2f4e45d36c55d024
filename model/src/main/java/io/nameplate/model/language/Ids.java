/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.regex.Pattern;

/** What every id must look like: safe as a topic level, a file name, a tag and a URL segment. */
final class Ids {

    static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Ids() {}

    static void check(String kind, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    kind + " id '" + value + "' must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit");
        }
    }
}
