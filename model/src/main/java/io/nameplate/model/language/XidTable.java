/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which conditions make a GPU unusable while they are open: XIDs, and the numbers of {@link GpuCondition}. Catalogues
 * disagree on several of them, so the table is part of the contract and carries a version.
 */
public record XidTable(String version, Set<Integer> unusable) {

    /** XIDs alone; source: NVIDIA's immediate actions, see docs/settlement-method.md. */
    public static final XidTable NAMEPLATE_2026_1 =
            new XidTable("nameplate-2026-1", Set.of(46, 48, 62, 64, 79, 95, 109, 119, 120, 136, 140, 143, 156, 158));

    /** The table used where a lease names none: the XIDs of the first, and the conditions that ask for the same. */
    public static final XidTable DEFAULT = new XidTable(
            "nameplate-2026-2",
            joined(
                    NAMEPLATE_2026_1.unusable(),
                    GpuCondition.RECOVERY_RESET,
                    GpuCondition.RECOVERY_REBOOT,
                    GpuCondition.ROW_REMAP_FAILURE));

    private static final List<XidTable> PUBLISHED = List.of(NAMEPLATE_2026_1, DEFAULT);

    public XidTable {
        unusable = Set.copyOf(unusable);
    }

    /** The published table of a version, for leases that name it without a list of their own. */
    public static Optional<XidTable> published(String version) {
        return PUBLISHED.stream()
                .filter(table -> table.version().equals(version))
                .findFirst();
    }

    private static Set<Integer> joined(Collection<Integer> xids, GpuCondition... conditions) {
        return Stream.concat(xids.stream(), Stream.of(conditions).map(GpuCondition::code))
                .collect(Collectors.toSet());
    }
}
