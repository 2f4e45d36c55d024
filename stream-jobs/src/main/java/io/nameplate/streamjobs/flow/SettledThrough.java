/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.verdict.LineKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to where the ledger had settled a line when the job began without state: it makes no result up to there but of what
 * was still open.
 *
 * @param start first second of the latest settled interval
 * @param open what was not settled before that, such as a backlog that live results had overtaken
 */
public record SettledThrough(String lease, String line, long start, List<Stretch> open) implements Serializable {

    /** The intervals that begin from one epoch second on and before another. */
    public record Stretch(long from, long to) implements Serializable {}

    public SettledThrough {
        open = new ArrayList<>(open);
    }

    /** With nothing open. */
    public SettledThrough(String lease, String line, long start) {
        this(lease, line, start, List.of());
    }

    public LineKey key() {
        return LineInterval.of(lease, line, start).line();
    }

    /** Whether an interval of the line is left to the ledger. */
    public boolean covers(long interval) {
        return interval <= start && open.stream().noneMatch(gap -> gap.from() <= interval && interval < gap.to());
    }

    /** Epoch second before which all intervals, of these seconds each, are settled. */
    public long before(long seconds) {
        return open.stream().mapToLong(Stretch::from).min().orElse(start + seconds);
    }
}
