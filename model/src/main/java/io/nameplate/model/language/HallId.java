/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A hall of a site: the unit of evidence. */
public record HallId(String value) implements Comparable<HallId> {

    public HallId {
        Ids.check("hall", value);
    }

    @Override
    public int compareTo(HallId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
