/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A collector: one spool, one MQTT topic. */
public record CollectorId(String value) implements Comparable<CollectorId> {

    public CollectorId {
        Ids.check("collector", value);
    }

    @Override
    public int compareTo(CollectorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
