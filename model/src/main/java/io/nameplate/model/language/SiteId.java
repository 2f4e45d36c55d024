/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A site: one fence, one registry. */
public record SiteId(String value) implements Comparable<SiteId> {

    public SiteId {
        Ids.check("site", value);
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
