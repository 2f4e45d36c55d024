/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.UpRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record before the spool has given it epoch, number and link. */
public final class Draft {

    private final UpRecord.Kind kind;
    private final @Nullable HallId hall;
    private final long through;
    private final byte[] body;

    Draft(UpRecord.Kind kind, @Nullable HallId hall, long through, byte[] body) {
        this.kind = kind;
        this.hall = hall;
        this.through = through;
        this.body = body;
    }

    public UpRecord.Kind kind() {
        return kind;
    }

    /** The hall of FRAMES, else nothing. */
    public Optional<HallId> hall() {
        return Optional.ofNullable(hall);
    }

    /** Epoch seconds: all slots before it are complete. */
    public long through() {
        return through;
    }

    /** The record's body; not copied, not to be changed. */
    public byte[] body() {
        return body;
    }

    Draft withThrough(long newThrough) {
        return newThrough == through ? this : new Draft(kind, hall, newThrough, body);
    }

    @Override
    public String toString() {
        return kind + (hall == null ? "" : " " + hall) + " through " + through + ", " + body.length + " bytes";
    }
}
