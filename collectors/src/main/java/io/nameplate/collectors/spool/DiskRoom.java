/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * How much room the disk has left, and how much of what is committed may go for it. What goes has to show as room: some file
 * systems free late, and a disk may refuse for other reasons than it says. Not thread-safe.
 */
final class DiskRoom {

    /** How many bytes the disk has left. */
    @FunctionalInterface
    interface Left {
        long bytes() throws IOException;
    }

    /** After what went without showing, more goes only when as long has passed. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    private final long reserve;
    private final Clock clock;
    private Left left;
    private long unseen;
    private long unseenAt;

    /** @param reserve as many bytes are left to the disk, so that segments can be compressed, and cursors and state be kept */
    DiskRoom(Left left, long reserve, Clock clock) {
        this.left = left;
        this.reserve = reserve;
        this.clock = clock;
    }

    /** Says by something else how much there is. */
    void measure(Left other) {
        left = other;
    }

    long left() throws IOException {
        return left.bytes();
    }

    long reserve() {
        return reserve;
    }

    boolean isShort() throws IOException {
        return left() < reserve;
    }

    /** Whether it is for want of room that the disk refused something. */
    boolean isWhy(IOException refused) throws IOException {
        return saysFull(refused) || isShort();
    }

    /** A quota, or the end of what the disk has for names, does not show in what is left. */
    private static boolean saysFull(IOException refused) {
        String said = String.valueOf(refused.getMessage());
        return said.contains("No space left") || said.contains("quota exceeded");
    }

    /** Whether more may go. */
    boolean mayLetGo() {
        if (Math.abs(clock.millis() - unseenAt) >= AGAIN.toMillis()) {
            unseen = 0;
        }
        return unseen < reserve;
    }

    /**
     * Something went.
     *
     * @param before what was left before that
     */
    void wentBy(long bytes, long before) throws IOException {
        boolean shows = before < reserve && left() - before >= bytes / 2;
        if (!shows) {
            unseen += bytes;
            unseenAt = clock.millis();
        }
    }
}
