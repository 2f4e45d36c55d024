/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.recorder.RecordLog.Position;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a recorder's state is saved: the less often the longer that takes, but soon where something happened that no later reading tells
 * again.
 */
final class Saves {

    private static final Logger LOG = LoggerFactory.getLogger(Saves.class);

    /** Between two snapshots passes this many times as long as the last one took, */
    private static final int REST = 20;

    /** but no more than this. */
    private static final long LONGEST_REST_NANOS = 30_000_000_000L;

    /** What is saved. */
    static final class State {
        final Position head;
        final byte[] image;
        /** Epoch seconds: the slots before it are known to it. */
        final long through;
        /** When it was begun to be taken. */
        final long began;

        State(Position head, byte[] image, long through, long began) {
            this.head = head;
            this.image = image;
            this.through = through;
            this.began = began;
        }
    }

    private final SnapshotFile file;
    private final LongSupplier nanos;
    private final long leastNanos;
    private long through;
    private long savedNanos;
    private long restNanos;
    private boolean turned;

    /** @param leastNanos at least this long passes between two snapshots */
    Saves(SnapshotFile file, LongSupplier nanos, long leastNanos) {
        this.file = file;
        this.nanos = nanos;
        this.leastNanos = leastNanos;
        this.savedNanos = nanos.getAsLong() - leastNanos;
    }

    /** A state was found that knows the slots before an epoch second. */
    synchronized void restored(long second) {
        through = second;
    }

    /** The time begins anew: what was saved is of no use, and the state is due. */
    synchronized void startOver() {
        through = 0;
        turned = true;
    }

    /** Something happened that no later reading tells again. */
    synchronized void turn() {
        turned = true;
    }

    /** A state was taken: it has what happened. */
    synchronized void taken() {
        turned = false;
    }

    /** Epoch seconds: the slots before it are known to what is on disk. */
    synchronized long through() {
        return through;
    }

    /**
     * Whether it is time to save.
     *
     * @param now epoch seconds: the slots before it are known by now
     * @param happened whether something did that no later reading tells again, since this was asked last
     */
    synchronized boolean isDue(long now, BooleanSupplier happened) {
        long rested = nanos.getAsLong() - savedNanos;
        if (now <= through || rested < leastNanos) {
            return false;
        }
        turned |= happened.getAsBoolean();
        return turned || rested >= restNanos;
    }

    /** Writes a state in place of the one before; if that fails it is said, and tried again. */
    void write(State state) {
        boolean written = true;
        try {
            file.write(state.head, state.image);
        } catch (IOException broken) {
            LOG.atError().setCause(broken).log("state cannot be saved");
            written = false;
        }
        synchronized (this) {
            savedNanos = nanos.getAsLong();
            through = written ? state.through : through;
            restNanos = written ? Math.min(REST * (savedNanos - state.began), LONGEST_REST_NANOS) : LONGEST_REST_NANOS;
        }
    }
}
