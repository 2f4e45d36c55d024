/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the evidence of halls and intervals, and gives each one's part of each line: at most once a second while the
 * interval is open and over, less often the longer it has been over, so that a backlog is not judged again and again while
 * it drains; at once when its collectors have completed it or tell of a new registry version, and a second after evidence that
 * comes behind that. Evidence alone never has a new version judged: what else its collector tells in the same moment may be on its
 * way, and both are one revision. Parts that an older version of the job made are made again after a restore. The state is an
 * argument and what is to be kept of it the result: null for nothing. Not thread-safe.
 */
public final class HallDesk {

    private static final long PACE_MILLIS = 1000;
    /** An open interval waits for this part of the time since its end. */
    private static final long AGE_PART = 10;

    private final Verdicts verdicts;
    private long generation;

    public HallDesk(RegistryAccess registry) {
        this.verdicts = new Verdicts(registry);
    }

    /** Takes a change of the hall and interval whose state this is. */
    public @Nullable HallState take(
            HallChange change, @Nullable HallState known, Surroundings<? super HallWord> around) {
        if (change instanceof HallChange.Late late) {
            around.send(new HallWord.Evidence(late.evidence(), late.generation(), true));
            return known;
        }
        generation = Math.max(generation, change.generation());
        Verdict verdict = change instanceof HallChange.Complete told
                ? verdicts.atLeast(told.registryVersion())
                : verdicts.current();
        if (change instanceof HallChange.Forget forget) {
            return forget(forget, known, verdict, around);
        }
        HallState state = known == null ? new HallState() : known;
        if (change instanceof HallChange.Evidence told) {
            state.add(told.evidence());
        } else if (change instanceof HallChange.Plant told) {
            state.add(told.plant());
        } else if (change instanceof HallChange.Complete told) {
            state.complete.add(told.collector());
            state.add(told.gaps());
        }
        boolean complete = generation != 0 && isComplete(change.hall(), state);
        boolean outdated = state.partFormat != HallPart.FORMAT
                || state.registryVersion != verdict.registry().version();
        if (complete && (!state.settled || (outdated && change instanceof HallChange.Complete))) {
            state.settled = true;
            dropTimer(state, around);
            send(change.hall(), change.start(), state, verdict, around);
            return state;
        }
        state.dirty |= complete && outdated;
        if (state.dirty && state.timer == HallState.NO_TIMER) {
            long over = (change.start() + verdict.registry().interval().toSeconds()) * 1000;
            long now = around.now();
            long age = state.settled ? 0 : now - over;
            setTimer(state, Math.max(state.settled ? 0 : over, now + Math.max(PACE_MILLIS, age / AGE_PART)), around);
        }
        return state;
    }

    /** A settled interval need not be over by this machine's clock: that of its collector may be ahead. */
    private static void dropTimer(HallState state, Surroundings<? super HallWord> around) {
        if (state.timer != HallState.NO_TIMER) {
            around.dropTimer(state.timer);
            state.timer = HallState.NO_TIMER;
        }
    }

    private boolean isComplete(HallId hall, HallState state) {
        List<CollectorId> needed = verdicts.collectorsOf(hall);
        return !needed.isEmpty() && state.complete.containsAll(needed);
    }

    private static void setTimer(HallState state, long at, Surroundings<? super HallWord> around) {
        state.timer = at;
        around.setTimer(at);
    }

    /** The time of a timer has come. */
    public @Nullable HallState due(
            HallId hall, long start, long timer, @Nullable HallState state, Surroundings<? super HallWord> around) {
        if (state == null || state.timer != timer) {
            return state;
        }
        state.timer = HallState.NO_TIMER;
        if (generation == 0) {
            setTimer(state, around.now() + PACE_MILLIS, around);
        } else if (state.dirty) {
            send(hall, start, state, verdicts.current(), around);
        }
        return state;
    }

    private void send(
            HallId hall, long start, HallState state, Verdict verdict, Surroundings<? super HallWord> around) {
        HallEvidence kept = state.evidence();
        HallEvidence known = kept == null ? verdict.nothing(start) : kept;
        SortedMap<LineKey, HallPart> parts = verdict.hallParts(hall, start, known, state.plant, state.gaps);
        long version = verdict.registry().version();
        if (state.settled) {
            KeptEvidence whole = KeptEvidence.of(verdict.registry(), hall, known, state.plant, state.gaps);
            around.send(new HallWord.Evidence(whole, generation, false));
            state.putAway();
        }
        for (Map.Entry<LineKey, HallPart> part : parts.entrySet()) {
            LineInterval about = new LineInterval(part.getKey(), start);
            around.send(new LinePart.Counted(
                    about,
                    hall,
                    generation,
                    state.settled,
                    version,
                    part.getValue(),
                    verdict.headroom(part.getKey(), hall, start, state.plant)));
            state.lines.add(part.getKey());
        }
        for (LineKey line : verdict.lines(start)) {
            if (!parts.containsKey(line)
                    && Verdicts.speakers(verdict, line, start).contains(hall)) {
                LineInterval about = new LineInterval(line, start);
                around.send(new LinePart.Counted(about, hall, generation, state.settled, version, null));
                state.lines.add(line);
            }
        }
        state.dirty = false;
        state.partFormat = HallPart.FORMAT;
        state.registryVersion = version;
    }

    private @Nullable HallState forget(
            HallChange.Forget forget,
            @Nullable HallState state,
            Verdict verdict,
            Surroundings<? super HallWord> around) {
        if (state == null) {
            return null;
        }
        state.forgotten.add(forget.collector());
        if (!state.forgotten.containsAll(verdicts.collectorsOf(forget.hall()))) {
            return state;
        }
        if (state.dirty) {
            send(forget.hall(), forget.start(), state, verdict, around);
        }
        for (LineKey line : state.lines) {
            around.send(new LinePart.Forget(new LineInterval(line, forget.start()), forget.hall(), generation));
        }
        dropTimer(state, around);
        return null;
    }
}
