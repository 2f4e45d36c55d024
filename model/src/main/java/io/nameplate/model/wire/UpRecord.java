/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.HallId;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record of an epoch, as it travels on {@code up}: fixed when appended to the spool, except {@code low}, which tells
 * at each sending the oldest sequence number the spool still holds.
 *
 * <p>Immutable by agreement: {@link #body()} is not copied.
 */
public final class UpRecord {

    /** What the body holds. */
    public enum Kind {
        /** {@link Frames} of one hall. */
        FRAMES(1),
        /** {@link PlantReadings}, for every hall. */
        PLANT(2),
        /** {@link Lost}: a hole that can never be filled. */
        LOST(3),
        /** Nothing: the epoch ends, {@code through} is its end. */
        FIN(4),
        /** What this version does not know: it has its place in the epoch, and its body says nothing here. */
        OTHER(0);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private static final Kind[] KINDS = Kind.values();

    private final EpochId epoch;
    private final long seq;
    private final long low;
    private final Link link;
    private final long through;
    private final Kind kind;
    /** As it was read, so that what is not known is passed on as it came. */
    private final long kindCode;

    private final @Nullable HallId hall;
    private final byte[] body;

    /**
     * A record.
     *
     * @param through epoch seconds: all slots of the epoch before it are complete in the records up to this one
     * @param hall the hall of FRAMES; null for every other kind
     */
    public UpRecord(
            EpochId epoch, long seq, long low, Link link, long through, Kind kind, @Nullable HallId hall, byte[] body) {
        this(epoch, seq, low, link, through, kind, kind.code, hall, body);
    }

    private UpRecord(
            EpochId epoch,
            long seq,
            long low,
            Link link,
            long through,
            Kind kind,
            long kindCode,
            @Nullable HallId hall,
            byte[] body) {
        if (seq < 1) {
            throw new IllegalArgumentException("seq " + seq + " is below 1");
        }
        if (low < 0 || low > seq) {
            throw new IllegalArgumentException("low " + low + " is not 0 to seq " + seq);
        }
        if (through < 0) {
            throw new IllegalArgumentException("through " + through + " is negative");
        }
        if (kind != Kind.OTHER && (kind == Kind.FRAMES) != (hall != null)) {
            throw new IllegalArgumentException("a " + kind + " record with hall " + hall);
        }
        this.epoch = epoch;
        this.seq = seq;
        this.low = low;
        this.link = link;
        this.through = through;
        this.kind = kind;
        this.kindCode = kindCode;
        this.hall = hall;
        this.body = body;
    }

    public EpochId epoch() {
        return epoch;
    }

    /** Counts from 1 without holes within the epoch. */
    public long seq() {
        return seq;
    }

    /** The oldest sequence number of the epoch that was held when this was sent; 0 in the spool. */
    public long low() {
        return low;
    }

    public Link link() {
        return link;
    }

    public long through() {
        return through;
    }

    public Kind kind() {
        return kind;
    }

    /** The hall of a FRAMES record; empty for every other kind. */
    public Optional<HallId> hall() {
        return Optional.ofNullable(hall);
    }

    /** The body's bytes, not copied: do not change them. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] body() {
        return body;
    }

    public UpRecord withLow(long newLow) {
        return new UpRecord(epoch, seq, newLow, link, through, kind, kindCode, hall, body);
    }

    public byte[] encode() {
        return new WireWriter(128)
                .text(1, epoch.value())
                .varint(2, seq)
                .varint(3, low)
                .element(4, link.bytes())
                .varint(5, through)
                .varint(6, kindCode)
                .text(7, hall == null ? "" : hall.value())
                .toBytes(8, body);
    }

    /** How the bytes of each record of an epoch begin. */
    public static byte[] beginOf(EpochId epoch) {
        return new WireWriter(32).text(1, epoch.value()).toBytes();
    }

    /**
     * Reads a record; the body is not looked into.
     *
     * @throws WireException if the bytes are not a record
     */
    public static UpRecord parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /**
     * Reads a record that is part of the bytes, which may change afterwards.
     *
     * @throws WireException if they are not a record
     */
    public static UpRecord parse(byte[] bytes, int from, int to) {
        WireReader in = new WireReader("record", bytes, from, to);
        EpochId epoch = null;
        long seq = 0;
        long low = 0;
        Link link = null;
        long through = 0;
        Kind kind = null;
        long kindCode = 0;
        HallId hall = null;
        byte[] body = new byte[0];
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> epoch = in.epoch();
                case 2 -> seq = in.varint();
                case 3 -> low = in.varint();
                case 4 -> link = in.link();
                case 5 -> through = in.varint();
                case 6 -> {
                    kindCode = in.varint();
                    kind = kind(kindCode);
                }
                case 7 -> hall = in.checked(HallId::new);
                case 8 -> body = in.bytes();
                default -> in.skip();
            }
        }
        if (epoch == null || link == null || kind == null) {
            throw in.fail("epoch, link or kind is missing");
        }
        try {
            return new UpRecord(epoch, seq, low, link, through, kind, kindCode, hall, body);
        } catch (IllegalArgumentException e) {
            throw new WireException("record", String.valueOf(e.getMessage()), e);
        }
    }

    private static Kind kind(long code) {
        for (Kind known : KINDS) {
            if (known.code == code) {
                return known;
            }
        }
        return Kind.OTHER;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpRecord that
                && epoch.equals(that.epoch)
                && seq == that.seq
                && low == that.low
                && link.equals(that.link)
                && through == that.through
                && kind == that.kind
                && Objects.equals(hall, that.hall)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(epoch, seq, link);
    }

    @Override
    public String toString() {
        return "UpRecord[" + epoch + " " + seq + " " + kind + " low=" + low + " through=" + through + " body="
                + body.length + " bytes]";
    }
}
