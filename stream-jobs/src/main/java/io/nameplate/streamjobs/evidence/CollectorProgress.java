/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which settlement intervals one collector has completed, and which of them it has left behind. Times are epoch seconds.
 *
 * <p>An interval is complete when every epoch that meets it has said so, by its {@code through} or by its end, and the
 * collector is known to have gone beyond it. Each interval is judged by itself, so a backlog that drains in an older
 * epoch holds up only its own intervals. An interval is forgotten when it is complete and older than the horizon.
 */
public final class CollectorProgress {

    private enum Stage {
        COMPLETE,
        /** Not complete, and the collector was not heard while it was waited for. */
        BY_DEADLINE,
        /** Not complete, though the collector was heard. */
        THOUGH_HEARD,
        FORGOTTEN
    }

    /**
     * How far plant readings of an epoch may reach beyond its slots, in seconds.
     *
     * @param before from its first slot back to its first reading, at most
     * @param behind as long as a reading is in force, at most; 0 where the collector reads no plant
     */
    record Margins(long before, long behind) {
        static final Margins NONE = new Margins(0, 0);
    }

    private final int interval;
    private final Map<EpochId, EpochReach> epochs = new TreeMap<>();
    /** What is known of each interval from {@link #base} on; none for one that is still pending. */
    private final TreeMap<Long, Stage> stages = new TreeMap<>();

    private long base = Long.MAX_VALUE;
    private boolean leftBehind;
    /** Of the process whose head came last; 0 before. */
    private long nonce;

    CollectorProgress(int intervalSeconds) {
        this.interval = intervalSeconds;
    }

    /**
     * Takes what the collector announces, true if an epoch is new. It announces each epoch of which anything is still to
     * come; so one that is missing has ended: all of it was taken, or a spool was set back to before it began.
     */
    boolean announced(Head head) {
        boolean news = false;
        nonce = head.nonce();
        for (Head.Epoch told : head.epochs()) {
            boolean leftBehindWhole = leftBehind && hasBeenHeard() && told.isClosed() && told.closed() <= base;
            if (told.from() == 0 || leftBehindWhole) {
                continue;
            }
            lowerBase(floor(told.from()));
            news |= !epochs.containsKey(told.epoch());
            EpochReach known = epochs.computeIfAbsent(told.epoch(), key -> new EpochReach());
            EpochReach epoch = isAnotherHistory(known, told) ? new EpochReach() : known;
            epochs.put(told.epoch(), epoch);
            epoch.from = told.from();
            if (told.isClosed()) {
                epoch.ends(told.closed(), told.head(), nonce);
            } else if (epoch.seq < epoch.last || told.head() >= epoch.last) {
                epoch.goesOn();
            } else if (epoch.endedUnder != nonce) {
                epoch.goesOnAnew();
            }
        }
        if (!head.epochs().isEmpty()) {
            Set<EpochId> told = head.epochs().stream().map(Head.Epoch::epoch).collect(Collectors.toSet());
            epochs.forEach((id, known) -> {
                if (!told.contains(id)) {
                    known.ends(Math.min(known.end, known.through), Math.min(known.last, known.seq), nonce);
                }
            });
        }
        return news;
    }

    /** Whether an epoch has ended with less than was taken of it, or elsewhere: its spool was set back, and gave its numbers anew. */
    private static boolean isAnotherHistory(EpochReach known, Head.Epoch told) {
        boolean endedElsewhere = known.end != Long.MAX_VALUE && told.closed() != known.end;
        return told.isClosed() && (told.head() < known.seq || (told.head() == known.seq && endedElsewhere));
    }

    /**
     * Takes what a record says of its epoch; true if it is news.
     *
     * @param firstSlot the first slot the record speaks of, 0 if it speaks of none: tells the start of an epoch whose head
     *     has not told it yet
     */
    boolean taken(EpochId id, long seq, long firstSlot, long through, boolean last) {
        EpochReach epoch = epochs.get(id);
        boolean news = epoch == null || through > epoch.through;
        if (epoch == null) {
            long from = firstSlot > 0 ? firstSlot : through;
            if (from == 0) {
                return false;
            }
            lowerBase(floor(from));
            epoch = new EpochReach();
            epoch.from = from;
            epochs.put(id, epoch);
        }
        epoch.through = Math.max(epoch.through, through);
        epoch.seq = Math.max(epoch.seq, seq);
        if (last) {
            epoch.ends(epoch.through, seq, nonce);
        }
        return news;
    }

    /**
     * Makes the intervals from that of an instant on this collector's business, unless it has left some behind already.
     * One that was never heard remembers which those were, so it may still turn out to begin before them.
     */
    void lowerBase(long second) {
        if (second < base && (!leftBehind || !hasBeenHeard())) {
            base = floor(second);
        }
    }

    /** Leaves everything before an instant to those who have settled it. */
    void startFrom(long start) {
        if (base < start) {
            base = start;
            stages.headMap(start).clear();
        }
    }

    boolean hasBegun() {
        return base != Long.MAX_VALUE;
    }

    /** The first interval that is not left behind. */
    long base() {
        return base;
    }

    /** All slots before it are complete in the newest epoch that has said anything; 0 if none has. */
    long newestThrough() {
        return epochs.values().stream().mapToLong(epoch -> epoch.through).max().orElse(0);
    }

    /** All slots before it are complete in an epoch; 0 where it has said nothing. */
    long through(EpochId id) {
        EpochReach epoch = epochs.get(id);
        return epoch == null ? 0 : Math.max(epoch.through, epoch.from);
    }

    /** How far the collector is known to have come: slots taken, or the start of an epoch it has announced. */
    long newestReached() {
        return epochs.values().stream()
                .mapToLong(epoch -> Math.max(epoch.through, epoch.from))
                .max()
                .orElse(0);
    }

    /** As {@link #newestThrough()}, or as far as the deadline has settled from there on for a collector that is silent. */
    long newestSettled() {
        long through = newestThrough();
        if (!hasBegun()) {
            return through;
        }
        long next = Math.max(base, floor(through));
        while (stages.containsKey(next)) {
            next += interval;
        }
        return Math.max(through, next);
    }

    /** Whether an epoch of the collector has ever been announced or taken. */
    boolean hasBeenHeard() {
        return !epochs.isEmpty();
    }

    /** Completes what can be completed; the starts, in order. */
    List<Long> complete(Margins margins) {
        List<Long> completed = new ArrayList<>();
        long known = newestReached();
        for (long start = base; hasBegun() && start + interval <= known; start += interval) {
            if (stages.get(start) == null && isComplete(start, margins)) {
                stages.put(start, Stage.COMPLETE);
                completed.add(start);
            }
        }
        return completed;
    }

    private boolean isComplete(long start, Margins margins) {
        long stop = start + interval;
        boolean beyond = false;
        for (EpochReach epoch : epochs.values()) {
            if (epoch.lacks(start, stop, continues(epoch) ? new Margins(0, margins.behind()) : margins)) {
                return false;
            }
            beyond |= epoch.through >= stop || epoch.from >= stop;
        }
        return beyond;
    }

    /** Whether an epoch goes on where another ended: what was read before its first slot stands in that one. */
    private boolean continues(EpochReach epoch) {
        return epochs.values().stream().anyMatch(other -> other != epoch && other.end == epoch.from);
    }

    /**
     * Completes pending intervals although their collector has not; those that end at or before an instant.
     *
     * @param heard whether the collector was heard while it was waited for
     */
    List<Long> completeByDeadline(long until, boolean heard) {
        List<Long> completed = new ArrayList<>();
        for (long start = base; hasBegun() && start + interval <= until; start += interval) {
            if (stages.putIfAbsent(start, heard ? Stage.THOUGH_HEARD : Stage.BY_DEADLINE) == null) {
                completed.add(start);
            }
        }
        return completed;
    }

    /** Says of what the deadline completed, second by second, whether the collector has been heard beyond it by now. */
    void explain(long start, CollectorId collector, Gaps into) {
        Stage stage = stages.get(start);
        if (stage != Stage.BY_DEADLINE && stage != Stage.THOUGH_HEARD) {
            return;
        }
        for (long second = start; second < start + interval; second++) {
            boolean passed = stage == Stage.THOUGH_HEARD || isPassed(second);
            into.add(collector, second, second + 1, passed ? Gaps.Why.PASSED : Gaps.Why.UNHEARD);
        }
    }

    /** Whether the collector says that it has nothing more of a second: no epoch has it open, and it was heard beyond. */
    private boolean isPassed(long second) {
        return second < newestReached() && epochs.values().stream().noneMatch(epoch -> epoch.lacks(second, second + 1));
    }

    /** Leaves behind what is complete and ended more than the horizon before {@code now}; the starts, in order. */
    List<Long> forget(long now, long horizon, Margins margins) {
        List<Long> forgotten = new ArrayList<>();
        for (Map.Entry<Long, Stage> entry :
                stages.headMap(now - horizon - interval, true).entrySet()) {
            if (entry.getValue() != Stage.FORGOTTEN) {
                entry.setValue(Stage.FORGOTTEN);
                forgotten.add(entry.getKey());
                leftBehind = true;
            }
        }
        while (hasBeenHeard()
                && !stages.isEmpty()
                && stages.firstKey() == base
                && stages.firstEntry().getValue() == Stage.FORGOTTEN) {
            stages.pollFirstEntry();
            base += interval;
        }
        epochs.values()
                .removeIf(epoch ->
                        epoch.through >= epoch.end && epoch.end + margins.behind() <= base && epochs.size() > 1);
        return forgotten;
    }

    /** Whether evidence of an interval comes too late to change it. */
    boolean isLate(long start) {
        return start < base || stages.get(start) == Stage.FORGOTTEN;
    }

    /** Whether any interval was forgotten: before that, what lies before the base was never this collector's. */
    boolean hasLeftAnythingBehind() {
        return leftBehind;
    }

    /** The intervals that are complete and not yet forgotten, in order. */
    List<Long> completeOnes() {
        return stages.entrySet().stream()
                .filter(entry -> entry.getValue() != Stage.FORGOTTEN)
                .map(Map.Entry::getKey)
                .toList();
    }

    private long floor(long second) {
        return Math.floorDiv(second, interval) * interval;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(interval);
        out.writeLong(base);
        out.writeBoolean(leftBehind);
        out.writeInt(epochs.size());
        for (Map.Entry<EpochId, EpochReach> entry : epochs.entrySet()) {
            out.writeUTF(entry.getKey().value());
            entry.getValue().write(out);
        }
        out.writeInt(stages.size());
        for (Map.Entry<Long, Stage> entry : stages.entrySet()) {
            out.writeLong(entry.getKey());
            out.writeUTF(entry.getValue().name());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param withRecords false for the older form, which did not keep which records were taken
     */
    static CollectorProgress read(DataInput in, boolean withRecords) throws IOException {
        CollectorProgress progress = new CollectorProgress(in.readInt());
        progress.base = in.readLong();
        progress.leftBehind = in.readBoolean();
        for (int left = in.readInt(); left > 0; left--) {
            progress.epochs.put(new EpochId(in.readUTF()), EpochReach.read(in, withRecords));
        }
        for (int left = in.readInt(); left > 0; left--) {
            progress.stages.put(in.readLong(), Stage.valueOf(in.readUTF()));
        }
        return progress;
    }
}
