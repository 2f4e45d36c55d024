/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.util.Comparator;

/** Names a capacity line of a lease: what is settled, interval by interval. */
public record LineKey(LeaseId lease, LineId line) implements Comparable<LineKey> {

    private static final Comparator<LineKey> ORDER =
            Comparator.comparing(LineKey::lease).thenComparing(LineKey::line);

    @Override
    public int compareTo(LineKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return lease + "/" + line;
    }
}
