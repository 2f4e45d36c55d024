/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.recorder.RecordLog;
import io.nameplate.collectors.spool.Entry;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolException;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The spool as the recorder's log. */
public final class SpoolLog implements RecordLog {

    private final Spool spool;
    private final Optional<ReplayMark> replay;

    private SpoolLog(Spool spool, Optional<ReplayMark> replay) {
        this.spool = spool;
        this.replay = replay;
    }

    /** The log of a live collector, which never ends. */
    public static SpoolLog live(Spool spool) {
        return new SpoolLog(spool, Optional.empty());
    }

    /** The log of a replay, which ends with its file. */
    static SpoolLog replay(Spool spool, ReplayMark mark) {
        return new SpoolLog(spool, Optional.of(mark));
    }

    @Override
    public void append(List<Draft> drafts) throws IOException {
        List<Entry> entries = new ArrayList<>(drafts.size());
        boolean ends = false;
        for (Draft draft : drafts) {
            if (draft.kind() == UpRecord.Kind.FIN) {
                ends = true;
            } else {
                entries.add(new Entry(draft.kind(), draft.hall(), draft.through(), draft.body()));
            }
        }
        try {
            if (!entries.isEmpty()) {
                spool.append(entries);
            }
            if (ends) {
                if (replay.isPresent()) {
                    replay.get().write(spool.current());
                }
                spool.finish();
            }
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void newEpoch(String reason) throws IOException {
        try {
            if (replay.isPresent()) {
                replay.get().remove();
            }
            spool.newEpoch(reason);
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void anew(String reason) throws IOException {
        try {
            spool.anew(reason);
        } catch (SpoolException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public Position head() {
        Position head = Position.START;
        for (EpochId epoch : spool.epochs()) {
            if (spool.head(epoch) > 0) {
                head = new Position(epoch.value(), spool.head(epoch));
            }
        }
        return head;
    }

    @Override
    public boolean ended() throws IOException {
        Position head = head();
        return replay.isPresent()
                && head.seq() > 0
                && replay.get().names(head.epoch())
                && spool.read(new EpochId(head.epoch()), head.seq())
                        .filter(record -> record.kind() == UpRecord.Kind.FIN)
                        .isPresent();
    }

    @Override
    public boolean isReplay() {
        return replay.isPresent();
    }

    @Override
    public Iterable<UpRecord> after(Position position) {
        return () -> new Records(position);
    }

    /** Walks over the epochs from a position's on. */
    private final class Records implements Iterator<UpRecord> {

        private final Iterator<EpochId> epochs;
        private final Position position;
        private @Nullable EpochId epoch;
        private long seq;
        private @Nullable UpRecord next;

        Records(Position position) {
            this.position = position;
            this.epochs = spool.epochs().stream()
                    .filter(id -> id.value().compareTo(position.epoch()) >= 0)
                    .iterator();
        }

        @Override
        public boolean hasNext() {
            while (next == null) {
                EpochId open = epoch;
                if (open != null && seq <= spool.head(open)) {
                    Optional<UpRecord> found = spool.read(open, seq++);
                    next = found.orElse(null);
                } else if (epochs.hasNext()) {
                    EpochId following = epochs.next();
                    epoch = following;
                    long before = following.value().equals(position.epoch()) ? position.seq() : 0;
                    seq = Math.max(before + 1, spool.low(following));
                } else {
                    return false;
                }
            }
            return true;
        }

        @Override
        public UpRecord next() {
            UpRecord found = hasNext() ? next : null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }
    }
}
