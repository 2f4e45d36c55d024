/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often an exporter has counted each XID of a GPU since it started; what the gauge of the last XID cannot show, two
 * equal ones and one that another covered between two readings, it can.
 *
 * @param counts by XID; empty where nothing is said, or nothing was counted yet
 * @param isNews whether all of them are known to have come since the reading before, though that one said none
 */
public record XidCounts(SortedMap<Integer, Long> counts, boolean isNews) {

    /** Of a source that says nothing of it. */
    public static final XidCounts NONE = new XidCounts(new TreeMap<>());

    public XidCounts {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** Counts of which nobody knows since when they stand. */
    public XidCounts(SortedMap<Integer, Long> counts) {
        this(counts, false);
    }

    /** The same where all of them came since the reading before. */
    public XidCounts asNews() {
        return new XidCounts(counts, true);
    }

    /**
     * The XIDs that came since, in their order. None where either says nothing, because an exporter may leave its counts out
     * of one text, unless they are known to be news; and none where it counts less than before: it started again, and nobody
     * knows whether what it counted since is news.
     */
    List<Integer> since(XidCounts before) {
        if (counts.isEmpty() || (before.counts.isEmpty() && !isNews) || isLessThan(before)) {
            return List.of();
        }
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > before.of(count.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is known of them from now on. */
    XidCounts or(XidCounts before) {
        return counts.isEmpty() ? before : this;
    }

    /** Whether any XID is counted less often than before, or not at all. */
    public boolean isLessThan(XidCounts before) {
        return before.counts.entrySet().stream().anyMatch(count -> count.getValue() > of(count.getKey()));
    }

    private long of(Integer xid) {
        return counts.getOrDefault(xid, 0L);
    }
}
