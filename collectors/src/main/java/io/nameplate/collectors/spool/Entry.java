/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.UpRecord;
import java.util.Optional;

/** What is to be appended: a record before it has epoch, number and link. The body is not copied: do not change it. */
public final class Entry {

    private final UpRecord.Kind kind;
    private final Optional<HallId> hall;
    private final long through;
    private final byte[] body;

    /**
     * An entry.
     *
     * @param through epoch seconds: all slots before it are complete once this is appended
     */
    public Entry(UpRecord.Kind kind, Optional<HallId> hall, long through, byte[] body) {
        this.kind = kind;
        this.hall = hall;
        this.through = through;
        this.body = body;
    }

    UpRecord.Kind kind() {
        return kind;
    }

    Optional<HallId> hall() {
        return hall;
    }

    long through() {
        return through;
    }

    byte[] body() {
        return body;
    }
}
