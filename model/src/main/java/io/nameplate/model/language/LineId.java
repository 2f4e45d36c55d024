/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A capacity line of a lease. */
public record LineId(String value) implements Comparable<LineId> {

    public LineId {
        Ids.check("line", value);
    }

    @Override
    public int compareTo(LineId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
