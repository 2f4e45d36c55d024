/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/**
 * How far the job is with one epoch; what a checkpoint holds.
 *
 * @param expected the sequence number to take next
 * @param link the link of record {@code expected - 1}; {@link Link#EMPTY} when it is not known
 * @param through epoch seconds: all slots of the epoch before it are complete
 * @param ended the FIN of the epoch was taken
 */
public record Position(long expected, Link link, long through, boolean ended) {

    public Position {
        if (expected < 1 || through < 0) {
            throw new IllegalArgumentException("position " + expected + " through " + through);
        }
    }

    /** Before anything of an epoch that begins at {@code low}. */
    public static Position at(long low) {
        return new Position(low, Link.EMPTY, 0, false);
    }

    Position after(UpRecord record) {
        return new Position(
                record.seq() + 1,
                record.link(),
                Math.max(through, record.through()),
                ended || record.kind() == UpRecord.Kind.FIN);
    }

    Position after(Lost gap) {
        return new Position(gap.to() + 1, Link.EMPTY, through, ended);
    }
}
