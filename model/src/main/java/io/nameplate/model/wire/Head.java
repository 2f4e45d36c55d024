/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What a collector says of its spool: every epoch that still has unreleased records, oldest first.
 *
 * @param nonce the running instance of the collector
 */
public record Head(long nonce, List<Epoch> epochs) {

    /**
     * One epoch.
     *
     * @param from first slot, epoch seconds
     * @param low oldest sequence number held
     * @param head newest sequence number; 0 if there is none yet
     * @param link the link of the newest record
     * @param through all slots before it are complete, epoch seconds
     * @param closed the end slot (exclusive) of an epoch that has ended, epoch seconds; 0 while it is open
     */
    public record Epoch(EpochId epoch, long from, long low, long head, Link link, long through, long closed) {

        public Epoch {
            if (from < 0 || through < 0 || closed < 0) {
                throw new IllegalArgumentException("a negative time in the head of " + epoch);
            }
            if (head < 0 || low < 1 || low > head + 1) {
                throw new IllegalArgumentException("low " + low + " and head " + head + " of " + epoch);
            }
        }

        public boolean isClosed() {
            return closed != 0;
        }
    }

    public Head {
        epochs = List.copyOf(epochs);
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(128).fixed64(1, nonce);
        for (Epoch e : epochs) {
            out.element(
                    2,
                    new WireWriter(96)
                            .text(1, e.epoch.value())
                            .varint(2, e.from)
                            .varint(3, e.low)
                            .varint(4, e.head)
                            .link(5, e.link)
                            .varint(6, e.through)
                            .varint(7, e.closed)
                            .toBytes());
        }
        return out.toBytes();
    }

    /**
     * Reads a head.
     *
     * @throws WireException if the bytes are not one
     */
    public static Head parse(byte[] bytes) {
        WireReader in = new WireReader("head", bytes);
        long nonce = 0;
        List<Epoch> epochs = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> nonce = in.fixed64();
                case 2 -> epochs.add(epoch(in.bytes()));
                default -> in.skip();
            }
        }
        return new Head(nonce, epochs);
    }

    private static Epoch epoch(byte[] bytes) {
        WireReader in = new WireReader("head", bytes);
        EpochId epoch = null;
        long from = 0;
        long low = 0;
        long head = 0;
        Link link = Link.EMPTY;
        long through = 0;
        long closed = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> epoch = in.epoch();
                case 2 -> from = in.varint();
                case 3 -> low = in.varint();
                case 4 -> head = in.varint();
                case 5 -> link = in.link();
                case 6 -> through = in.varint();
                case 7 -> closed = in.varint();
                default -> in.skip();
            }
        }
        if (epoch == null) {
            throw in.fail("an epoch has no name");
        }
        try {
            return new Epoch(epoch, from, low, head, link, through, closed);
        } catch (IllegalArgumentException e) {
            throw new WireException("head", String.valueOf(e.getMessage()), e);
        }
    }
}
