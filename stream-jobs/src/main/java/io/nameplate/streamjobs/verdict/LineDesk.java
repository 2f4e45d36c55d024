/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds the halls' parts of a line into its result, when all halls it has nodes in have spoken under one registry
 * version. Settled when all of them are; provisional results come at most once a second. A result that says nothing new
 * is not sent again. The state is an argument and what is to be kept of it the result: null for nothing. Not thread-safe.
 */
public final class LineDesk {

    private static final long PACE_MILLIS = 1000;
    /** They take any loss in their scope, also what was not measured yet. */
    private static final Set<State> WINDOWED = EnumSet.of(State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED);

    private final Verdicts verdicts;
    private final Map<LineKey, SettledThrough> left = new HashMap<>();
    private long generation;

    /**
     * A desk for all lines.
     *
     * @param left what is left to the ledger, which had settled it
     */
    public LineDesk(RegistryAccess registry, List<SettledThrough> left) {
        this.verdicts = new Verdicts(registry);
        left.forEach(told -> this.left.put(told.key(), told));
    }

    /** Takes what a hall says of the line and interval whose state this is. */
    public @Nullable LineState take(LinePart told, @Nullable LineState known, Surroundings<LineOutcome> around) {
        generation = Math.max(generation, told.generation());
        SettledThrough settled = left.get(told.about().line());
        if (settled != null && settled.covers(told.about().start())) {
            return known;
        }
        if (told instanceof LinePart.Forget forget) {
            return forget(forget, known, around);
        }
        LineState state = known == null ? new LineState() : known;
        if (told instanceof LinePart.Counted part) {
            state.parts.put(part.hall(), part);
            judge(part.about(), state, around);
        }
        return state;
    }

    /** The time of a timer has come. */
    public @Nullable LineState due(
            LineInterval about, long timer, @Nullable LineState state, Surroundings<LineOutcome> around) {
        if (state == null || state.timer != timer) {
            return state;
        }
        state.timer = LineState.NO_TIMER;
        judge(about, state, around);
        return state;
    }

    private void judge(LineInterval about, LineState state, Surroundings<LineOutcome> around) {
        long version = state.parts.values().stream()
                .mapToLong(LinePart.Counted::registryVersion)
                .max()
                .orElse(0);
        Verdict verdict = verdicts.of(version).orElse(null);
        if (verdict == null || !verdict.lines(about.start()).contains(about.line())) {
            return;
        }
        List<HallPart> parts = new ArrayList<>();
        List<Headroom.Unit> units = new ArrayList<>();
        boolean settled = true;
        for (HallId hall : Verdicts.speakers(verdict, about.line(), about.start())) {
            LinePart.Counted part = state.parts.get(hall);
            if (part == null || part.registryVersion() != version) {
                return;
            }
            settled &= part.settled();
            part.part().ifPresent(parts::add);
            units.addAll(part.headroom());
        }
        long now = around.now();
        if (settled || (!state.settled && now >= state.sentAt + PACE_MILLIS && generation != 0)) {
            LineResult result = verdict.line(about.line(), about.start(), parts);
            Headroom.Watts ready = verdict.ready(about.line(), about.start(), parts);
            send(settled ? result : stillOpen(result, parts), settled, worst(units), ready, state, around);
        } else if (!state.settled && state.timer == LineState.NO_TIMER) {
            state.timer = now + PACE_MILLIS;
            around.setTimer(state.timer);
        }
    }

    /**
     * What more evidence could mend is no breach yet. Availability is judged as a range already; coverage, and performance
     * beside unmeasured time, are not assessed until the result is settled. Inside a window also unmeasured time is the
     * window's, so beside one nothing is. The halls say what there is of both, because the content leaves out the surplus
     * where more is allocated than contracted, and performance rests on it.
     */
    private static LineResult stillOpen(LineResult result, List<HallPart> parts) {
        Set<State> states = EnumSet.noneOf(State.class);
        parts.forEach(part -> states.addAll(part.states()));
        boolean windowed = !Collections.disjoint(states, WINDOWED);
        if (!windowed && !states.contains(State.UNMEASURED)) {
            return result;
        }
        List<Judgement> judgements = result.judgements().stream()
                .map(told -> told.outcome() == Judgement.Outcome.BREACHED
                                && (windowed || told.term() != Term.Kind.AVAILABILITY)
                        ? new Judgement(
                                told.term(),
                                Judgement.Outcome.NOT_ASSESSED,
                                told.atLeastPerMille(),
                                null,
                                told.layer(),
                                told.layers())
                        : told)
                .toList();
        return result.withJudgements(judgements);
    }

    private static List<Headroom.Unit> worst(List<Headroom.Unit> units) {
        return Headroom.sum(units).stream().limit(Headroom.Unit.LIMIT).toList();
    }

    private void send(
            LineResult result,
            boolean settled,
            List<Headroom.Unit> headroom,
            Headroom.Watts ready,
            LineState state,
            Surroundings<LineOutcome> around) {
        String fingerprint = Fingerprint.of(result);
        boolean same = fingerprint.equals(state.fingerprint) && settled == state.settled;
        if (same && !(settled && restsOnOther(result, state))) {
            return;
        }
        TreeSet<BlockId> blocks = new TreeSet<>(result.content().blocks().keySet());
        blocks.addAll(result.use().blocks().keySet());
        TreeSet<BlockId> cleared = new TreeSet<>(state.blocks);
        cleared.removeAll(blocks);
        SortedMap<NodeId, BlockId> gone = new TreeMap<>();
        if (settled) {
            gone.putAll(state.worst);
            state.worst.clear();
            result.worst().forEach(node -> state.worst.put(node.node(), node.block()));
            gone.entrySet().removeAll(state.worst.entrySet());
        }
        state.counter++;
        state.settled = settled;
        state.fingerprint = fingerprint;
        state.provenance = result.provenance().sha256();
        state.registryVersion = result.content().registryVersion();
        state.sentAt = around.now();
        state.blocks.clear();
        state.blocks.addAll(blocks);
        around.send(new LineOutcome(
                generation, state.counter, settled, result, List.copyOf(cleared), gone, headroom, ready));
    }

    /** The same content on other facts is told: the ledger keeps what a result rests on now, and makes no revision of it. */
    private static boolean restsOnOther(LineResult result, LineState state) {
        return result.provenance().isKnown()
                && result.content().registryVersion() == state.registryVersion
                && !result.provenance().sha256().equals(state.provenance);
    }

    private static @Nullable LineState forget(
            LinePart.Forget forget, @Nullable LineState state, Surroundings<LineOutcome> around) {
        if (state == null) {
            return null;
        }
        state.forgotten.add(forget.hall());
        if (!state.forgotten.containsAll(state.parts.keySet())) {
            return state;
        }
        if (state.timer != LineState.NO_TIMER) {
            around.dropTimer(state.timer);
        }
        return null;
    }
}
