/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.List;

/** A k-of-n group: UP when surely {@code needs} of its members are up, DOWN when fewer can be, else UNKNOWN. */
public record PlantGroup(GroupId group, int needs, List<GroupId> of) {
    public PlantGroup {
        of = List.copyOf(of);
    }
}
