/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.regex.Pattern;

/** Who reads a collector's records to the end: a name in the collector's configuration, {@code job} by default. */
public record ConsumerId(String value) implements Comparable<ConsumerId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public ConsumerId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("consumer id '" + value
                    + "' must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit");
        }
    }

    @Override
    public int compareTo(ConsumerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
