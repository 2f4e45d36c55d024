/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A window or order recorded in the registry. */
public record OrderId(String value) implements Comparable<OrderId> {

    public OrderId {
        Ids.check("order", value);
    }

    @Override
    public int compareTo(OrderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
