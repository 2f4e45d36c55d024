/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a consumer is with a collector's epochs.
 *
 * @param generation rises with every start of the consumer; epoch milliseconds unless an older one was in the future
 * @param nonce the running instance of the consumer
 * @param claims the record that a run of the consumer before this one was known to expect next, of the epochs with which that one had
 *     come further; for the next run, collectors do not read it
 */
public record Cursor(long generation, long nonce, List<Epoch> epochs, SortedMap<EpochId, Long> claims) {

    /**
     * One epoch.
     *
     * @param next the sequence number the consumer takes next
     * @param link the link of record {@code next - 1}; {@link Link#EMPTY} when the consumer does not know it
     * @param committed every record up to this one is safe in a completed checkpoint; 0 if none is
     * @param limit the last sequence number the consumer has room for
     */
    public record Epoch(EpochId epoch, long next, Link link, long committed, long limit) {

        public Epoch {
            if (next < 1 || committed < 0 || limit < 0 || committed >= next) {
                throw new IllegalArgumentException(
                        "next " + next + ", committed " + committed + ", limit " + limit + " of " + epoch);
            }
        }
    }

    public Cursor {
        if (generation < 0) {
            throw new IllegalArgumentException("generation " + generation + " is negative");
        }
        epochs = List.copyOf(epochs);
        claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
    }

    /** A cursor of a run that knows of none that had come further. */
    public Cursor(long generation, long nonce, List<Epoch> epochs) {
        this(generation, nonce, epochs, new TreeMap<>());
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(128).varint(1, generation).fixed64(2, nonce);
        for (Epoch e : epochs) {
            out.element(
                    3,
                    new WireWriter(80)
                            .text(1, e.epoch.value())
                            .varint(2, e.next)
                            .link(3, e.link)
                            .varint(4, e.committed)
                            .varint(5, e.limit)
                            .toBytes());
        }
        claims.forEach((epoch, next) -> out.element(
                4, new WireWriter(40).text(1, epoch.value()).varint(2, next).toBytes()));
        return out.toBytes();
    }

    /**
     * Reads a cursor.
     *
     * @throws WireException if the bytes are not one
     */
    public static Cursor parse(byte[] bytes) {
        WireReader in = new WireReader("cursor", bytes);
        long generation = 0;
        long nonce = 0;
        List<Epoch> epochs = new ArrayList<>();
        SortedMap<EpochId, Long> claims = new TreeMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> generation = in.varint();
                case 2 -> nonce = in.fixed64();
                case 3 -> epochs.add(epoch(in.bytes()));
                case 4 -> claim(in.bytes(), claims);
                default -> in.skip();
            }
        }
        if (generation < 0) {
            throw in.fail("a negative generation");
        }
        return new Cursor(generation, nonce, epochs, claims);
    }

    private static void claim(byte[] bytes, SortedMap<EpochId, Long> claims) {
        WireReader in = new WireReader("cursor", bytes);
        EpochId epoch = null;
        long next = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> epoch = in.epoch();
                case 2 -> next = in.varint();
                default -> in.skip();
            }
        }
        if (epoch == null || next < 1) {
            throw in.fail("a claim without its epoch or its next record");
        }
        claims.merge(epoch, next, Math::max);
    }

    private static Epoch epoch(byte[] bytes) {
        WireReader in = new WireReader("cursor", bytes);
        EpochId epoch = null;
        long next = 0;
        Link link = Link.EMPTY;
        long committed = 0;
        long limit = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> epoch = in.epoch();
                case 2 -> next = in.varint();
                case 3 -> link = in.link();
                case 4 -> committed = in.varint();
                case 5 -> limit = in.varint();
                default -> in.skip();
            }
        }
        if (epoch == null) {
            throw in.fail("an epoch has no name");
        }
        try {
            return new Epoch(epoch, next, link, committed, limit);
        } catch (IllegalArgumentException e) {
            throw new WireException("cursor", String.valueOf(e.getMessage()), e);
        }
    }
}
