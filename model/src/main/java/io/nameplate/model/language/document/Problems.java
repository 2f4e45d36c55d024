/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.util.ArrayList;
import java.util.List;

/** Collects every {@link Problem} of a reading, so that all are reported together. */
public final class Problems {

    private final List<Problem> all = new ArrayList<>();

    /** Notes one problem. */
    public void add(Place place, String sentence) {
        all.add(new Problem(place, sentence));
    }

    /** What was noted so far, in the order of the text. */
    public List<Problem> all() {
        return List.copyOf(all);
    }

    public boolean none() {
        return all.isEmpty();
    }

    /** Ends a reading: throws if anything was noted. */
    public void throwIfAny() {
        if (!all.isEmpty()) {
            throw new DocumentException(all);
        }
    }
}
