/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** The party that leases. */
public record TenantId(String value) implements Comparable<TenantId> {

    public TenantId {
        Ids.check("tenant", value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
