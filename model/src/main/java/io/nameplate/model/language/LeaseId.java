/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A lease: one supplier, one tenant, one term. */
public record LeaseId(String value) implements Comparable<LeaseId> {

    public LeaseId {
        Ids.check("lease", value);
    }

    @Override
    public int compareTo(LeaseId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
