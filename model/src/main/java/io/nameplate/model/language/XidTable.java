/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Set;

/**
 * Which XIDs make a GPU unusable while their condition is open. Catalogues disagree on several codes, so the table is
 * part of the contract and carries a version.
 */
public record XidTable(String version, Set<Integer> unusable) {

    /** The table used where a lease names none; source: NVIDIA's immediate actions, see docs/settlement-method.md. */
    public static final XidTable DEFAULT =
            new XidTable("nameplate-2026-1", Set.of(46, 48, 62, 64, 79, 95, 109, 119, 120, 136, 140, 143, 156, 158));

    public XidTable {
        unusable = Set.copyOf(unusable);
    }
}
