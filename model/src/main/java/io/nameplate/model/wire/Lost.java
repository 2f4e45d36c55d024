/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A hole that can never be filled: records {@code from} to {@code to} of an epoch are gone, and why.
 *
 * @param firstSlot first slot the lost records may have covered, epoch seconds
 * @param lastSlot last slot the lost records may have covered, epoch seconds
 */
public record Lost(EpochId epoch, long from, long to, long firstSlot, long lastSlot, Reason reason) {

    private static final Reason[] REASONS = Reason.values();

    /** Why records are gone. */
    public enum Reason {
        /** The spool was at its byte cap and dropped its oldest records. */
        CAP(1),
        /** The spool found records on disk that it could not read. */
        CORRUPT(2),
        /** The job met a record whose {@code low} lies above what it expected. */
        GAP(3);

        private final int code;

        Reason(int code) {
            this.code = code;
        }
    }

    public Lost {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("lost records " + from + " to " + to);
        }
        if (firstSlot < 0 || lastSlot < firstSlot) {
            throw new IllegalArgumentException("lost slots " + firstSlot + " to " + lastSlot);
        }
    }

    /** How many records are lost. */
    public long count() {
        return to - from + 1;
    }

    /** Rows of which those that continue each other are one, in the order of the epochs. */
    public static List<Lost> merge(Collection<Lost> rows) {
        List<Lost> merged = new ArrayList<>();
        for (Lost row : rows.stream()
                .sorted(Comparator.comparing(Lost::epoch).thenComparing(Lost::from))
                .toList()) {
            Lost last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.epoch.equals(row.epoch) && last.reason == row.reason && row.from <= last.to + 1) {
                merged.set(
                        merged.size() - 1,
                        new Lost(
                                last.epoch,
                                last.from,
                                Math.max(last.to, row.to),
                                Math.min(last.firstSlot, row.firstSlot),
                                Math.max(last.lastSlot, row.lastSlot),
                                last.reason));
            } else {
                merged.add(row);
            }
        }
        return merged;
    }

    public byte[] encode() {
        return new WireWriter(64)
                .text(1, epoch.value())
                .varint(2, from)
                .varint(3, to)
                .varint(4, firstSlot)
                .varint(5, lastSlot)
                .varint(6, reason.code)
                .toBytes();
    }

    /**
     * Reads the body of a LOST record.
     *
     * @throws WireException if the bytes are not one
     */
    public static Lost parse(byte[] bytes) {
        WireReader in = new WireReader("lost", bytes);
        EpochId epoch = null;
        long from = 0;
        long to = 0;
        long firstSlot = 0;
        long lastSlot = 0;
        Reason reason = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> epoch = in.epoch();
                case 2 -> from = in.varint();
                case 3 -> to = in.varint();
                case 4 -> firstSlot = in.varint();
                case 5 -> lastSlot = in.varint();
                case 6 -> reason = in.coded("reason", REASONS, x -> x.code);
                default -> in.skip();
            }
        }
        if (epoch == null || reason == null) {
            throw in.fail("epoch or reason is missing");
        }
        try {
            return new Lost(epoch, from, to, firstSlot, lastSlot, reason);
        } catch (IllegalArgumentException e) {
            throw new WireException("lost", String.valueOf(e.getMessage()), e);
        }
    }
}
