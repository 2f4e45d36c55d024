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
import io.nameplate.streamjobs.flow.FlatType;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the evidence of a hall and interval, and gives its part of each line: at most once a second while the interval
 * is open and over, at once when its collectors have completed it, and again whenever evidence or the registry change.
 * Parts that an older version of the job made are made again after a restore.
 */
public final class HallVerdict extends KeyedProcessFunction<Tuple2<String, Long>, HallChange, HallWord> {

    private static final long serialVersionUID = 1L;
    private static final long PACE_MILLIS = 1000;

    private final RegistryAccess registry;

    private transient ValueState<HallState> states;
    private transient Verdicts verdicts;
    private transient long generation;

    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public HallVerdict(RegistryAccess registry) {
        this.registry = registry;
    }

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext()
                .getState(
                        new ValueStateDescriptor<>("hall", new FlatType<>(HallState.class, new HallStateSerializer())));
        verdicts = new Verdicts(registry);
    }

    @Override
    public void processElement(HallChange change, Context context, Collector<HallWord> out) throws IOException {
        generation = Math.max(generation, change.generation());
        if (change instanceof HallChange.Late late) {
            out.collect(new HallWord.Evidence(late.evidence(), generation, true));
            return;
        }
        Verdict verdict = change instanceof HallChange.Complete told
                ? verdicts.atLeast(told.registryVersion())
                : verdicts.current();
        HallState state = states.value();
        if (change instanceof HallChange.Forget forget) {
            forget(forget, state, verdict, context, out);
            return;
        }
        if (state == null) {
            state = new HallState();
        }
        if (change instanceof HallChange.Evidence told) {
            state.add(told.evidence());
        } else if (change instanceof HallChange.Plant told) {
            state.add(told.plant());
        } else if (change instanceof HallChange.Complete told) {
            state.complete.add(told.collector());
        }
        boolean complete = isComplete(change.hall(), state, verdict);
        if (complete
                && (!state.settled
                        || state.partFormat != HallPart.FORMAT
                        || state.registryVersion != verdict.registry().version())) {
            state.settled = true;
            send(change.hall(), change.start(), state, verdict, out);
        } else if (state.dirty && state.timer == HallState.NO_TIMER) {
            long over = (change.start() + verdict.registry().interval().toSeconds()) * 1000;
            setTimer(state, Math.max(over, context.timerService().currentProcessingTime() + PACE_MILLIS), context);
        }
        states.update(state);
    }

    private static boolean isComplete(HallId hall, HallState state, Verdict verdict) {
        List<CollectorId> needed = verdict.registry().collectorsOf(hall);
        return !needed.isEmpty() && state.complete.containsAll(needed);
    }

    private static void setTimer(HallState state, long at, Context context) {
        state.timer = at;
        context.timerService().registerProcessingTimeTimer(at);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<HallWord> out) throws IOException {
        HallState state = states.value();
        if (state == null || state.timer != timestamp) {
            return;
        }
        state.timer = HallState.NO_TIMER;
        if (generation == 0) {
            setTimer(state, context.timerService().currentProcessingTime() + PACE_MILLIS, context);
        } else if (state.dirty) {
            send(new HallId(context.getCurrentKey().f0), context.getCurrentKey().f1, state, verdicts.current(), out);
        }
        states.update(state);
    }

    private void send(HallId hall, long start, HallState state, Verdict verdict, Collector<HallWord> out) {
        HallEvidence known = state.evidence == null ? verdict.nothing(start) : state.evidence;
        SortedMap<LineKey, HallPart> parts = verdict.hallParts(hall, start, known, state.plant);
        long version = verdict.registry().version();
        if (state.settled) {
            KeptEvidence kept = KeptEvidence.of(verdict.registry(), hall, known, state.plant);
            out.collect(new HallWord.Evidence(kept, generation, false));
        }
        for (Map.Entry<LineKey, HallPart> part : parts.entrySet()) {
            LineInterval about = new LineInterval(part.getKey(), start);
            out.collect(new LinePart.Counted(about, hall, generation, state.settled, version, part.getValue()));
            state.lines.add(part.getKey());
        }
        for (LineKey line : verdict.lines(start)) {
            if (!parts.containsKey(line)
                    && Verdicts.speakers(verdict, line, start).contains(hall)) {
                LineInterval about = new LineInterval(line, start);
                out.collect(new LinePart.Counted(about, hall, generation, state.settled, version, null));
                state.lines.add(line);
            }
        }
        state.dirty = false;
        state.partFormat = HallPart.FORMAT;
        state.registryVersion = version;
    }

    private void forget(
            HallChange.Forget forget,
            @Nullable HallState state,
            Verdict verdict,
            Context context,
            Collector<HallWord> out)
            throws IOException {
        if (state == null) {
            return;
        }
        state.forgotten.add(forget.collector());
        if (!state.forgotten.containsAll(verdict.registry().collectorsOf(forget.hall()))) {
            states.update(state);
            return;
        }
        if (state.dirty) {
            send(forget.hall(), forget.start(), state, verdict, out);
        }
        for (LineKey line : state.lines) {
            out.collect(new LinePart.Forget(new LineInterval(line, forget.start()), forget.hall(), generation));
        }
        if (state.timer != HallState.NO_TIMER) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        states.clear();
    }
}
