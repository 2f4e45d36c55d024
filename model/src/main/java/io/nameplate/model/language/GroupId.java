/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/** A k-of-n group of plant assets or groups; shares one name space with assets. */
public record GroupId(String value) implements Comparable<GroupId> {

    public GroupId {
        Ids.check("group", value);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
