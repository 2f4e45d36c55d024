/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.FlatType;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Adds the halls' parts of a line into its result, when all halls it has nodes in have spoken under one registry
 * version. Settled when all of them are; provisional results come at most once a second. A result that says nothing new
 * is not sent again.
 */
public final class LineVerdict extends KeyedProcessFunction<Tuple3<String, String, Long>, LinePart, LineOutcome>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;
    private static final long PACE_MILLIS = 1000;

    private final RegistryAccess registry;
    private final ArrayList<SettledThrough> atStart;

    private transient ValueState<LineState> states;
    private transient ListState<Tuple3<String, String, Long>> settledThrough;
    private transient Map<String, Long> left;
    private transient Verdicts verdicts;
    private transient long generation;

    /**
     * The second half of the verdict.
     *
     * @param atStart what the ledger had settled; used only if there is no state to restore
     */
    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public LineVerdict(RegistryAccess registry, List<SettledThrough> atStart) {
        this.registry = registry;
        this.atStart = new ArrayList<>(atStart);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        settledThrough = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(
                        "settled-through", Types.TUPLE(Types.STRING, Types.STRING, Types.LONG)));
        left = new HashMap<>();
        if (context.isRestored()) {
            for (Tuple3<String, String, Long> told : settledThrough.get()) {
                left.put(told.f0 + "/" + told.f1, told.f2);
            }
        } else {
            atStart.forEach(told -> left.put(told.lease() + "/" + told.line(), told.start()));
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        List<Tuple3<String, String, Long>> all = new ArrayList<>();
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            left.forEach((line, start) -> {
                int slash = line.indexOf('/');
                all.add(Tuple3.of(line.substring(0, slash), line.substring(slash + 1), start));
            });
        }
        settledThrough.update(all);
    }

    @Override
    @SuppressWarnings("NullAway.Init") // initializeState comes before
    public void open(OpenContext context) {
        states = getRuntimeContext()
                .getState(
                        new ValueStateDescriptor<>("line", new FlatType<>(LineState.class, new LineStateSerializer())));
        verdicts = new Verdicts(registry);
    }

    @Override
    public void processElement(LinePart told, Context context, Collector<LineOutcome> out) throws IOException {
        generation = Math.max(generation, told.generation());
        if (told.about().start() <= left.getOrDefault(told.about().line().toString(), Long.MIN_VALUE)) {
            return;
        }
        LineState state = states.value();
        if (told instanceof LinePart.Forget forget) {
            forget(forget, state, context);
            return;
        }
        if (state == null) {
            state = new LineState();
        }
        if (told instanceof LinePart.Counted part) {
            state.parts.put(part.hall(), part);
            judge(part.about(), state, context, out);
        }
        states.update(state);
    }

    private void judge(LineInterval about, LineState state, Context context, Collector<LineOutcome> out) {
        long version = state.parts.values().stream()
                .mapToLong(LinePart.Counted::registryVersion)
                .max()
                .orElse(0);
        Verdict verdict = verdicts.of(version).orElse(null);
        if (verdict == null || !verdict.lines(about.start()).contains(about.line())) {
            return;
        }
        List<HallPart> parts = new ArrayList<>();
        boolean settled = true;
        for (HallId hall : Verdicts.speakers(verdict, about.line(), about.start())) {
            LinePart.Counted part = state.parts.get(hall);
            if (part == null || part.registryVersion() != version) {
                return;
            }
            settled &= part.settled();
            part.part().ifPresent(parts::add);
        }
        long now = context.timerService().currentProcessingTime();
        if (settled || (!state.settled && now >= state.sentAt + PACE_MILLIS && generation != 0)) {
            LineResult result = verdict.line(about.line(), about.start(), parts);
            send(settled ? result : stillOpen(result), settled, now, state, out);
        } else if (!state.settled && state.timer == LineState.NO_TIMER) {
            state.timer = now + PACE_MILLIS;
            context.timerService().registerProcessingTimeTimer(state.timer);
        }
    }

    /**
     * What more evidence could mend is no breach yet. Availability is judged as a range already; coverage, and performance
     * beside unmeasured time, are not assessed until the result is settled.
     */
    private static LineResult stillOpen(LineResult result) {
        if (!result.content().states().containsKey(State.UNMEASURED)) {
            return result;
        }
        List<Judgement> judgements = result.judgements().stream()
                .map(told -> told.outcome() == Judgement.Outcome.BREACHED && told.term() != Term.Kind.AVAILABILITY
                        ? new Judgement(
                                told.term(),
                                Judgement.Outcome.NOT_ASSESSED,
                                told.atLeastPerMille(),
                                null,
                                told.layer(),
                                told.layers())
                        : told)
                .toList();
        return new LineResult(result.content(), judgements, result.worst(), result.provenance());
    }

    private void send(LineResult result, boolean settled, long now, LineState state, Collector<LineOutcome> out) {
        String fingerprint = fingerprint(result);
        boolean same = fingerprint.equals(state.fingerprint) && settled == state.settled;
        if (same && !(settled && restsOnOther(result, state))) {
            return;
        }
        TreeSet<BlockId> cleared = new TreeSet<>(state.blocks);
        cleared.removeAll(result.content().blocks().keySet());
        state.counter++;
        state.settled = settled;
        state.fingerprint = fingerprint;
        state.provenance = result.provenance().sha256();
        state.registryVersion = result.content().registryVersion();
        state.sentAt = now;
        state.blocks.clear();
        state.blocks.addAll(result.content().blocks().keySet());
        out.collect(new LineOutcome(generation, state.counter, settled, result, List.copyOf(cleared)));
    }

    /** The same content on other facts is told: the ledger keeps what a result rests on now, and makes no revision of it. */
    private static boolean restsOnOther(LineResult result, LineState state) {
        return result.provenance().isKnown()
                && result.content().registryVersion() == state.registryVersion
                && !result.provenance().sha256().equals(state.provenance);
    }

    /** All that a result says but the registry's number: a newer version that changes nothing is no news. */
    private static String fingerprint(LineResult result) {
        Content content = result.content();
        Content unnumbered = new Content(
                content.lease(),
                content.line(),
                content.intervalStart(),
                content.interval(),
                content.contractedGpuMs(),
                content.states(),
                content.derated(),
                content.blocks(),
                0,
                content.ruleVersion());
        return unnumbered.sha256() + Integer.toHexString(judgements(result).hashCode());
    }

    private static String judgements(LineResult result) {
        StringBuilder text = new StringBuilder();
        result.judgements()
                .forEach(judgement -> text.append(judgement.term().name())
                        .append(judgement.outcome().name())
                        .append(judgement.atLeastPerMille())
                        .append(judgement.valuePerMille())
                        .append(judgement.layers()));
        return text.toString();
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LineOutcome> out) throws IOException {
        LineState state = states.value();
        if (state == null || state.timer != timestamp) {
            return;
        }
        state.timer = LineState.NO_TIMER;
        Tuple3<String, String, Long> key = context.getCurrentKey();
        judge(LineInterval.of(key.f0, key.f1, key.f2), state, context, out);
        states.update(state);
    }

    private void forget(LinePart.Forget forget, @Nullable LineState state, Context context) throws IOException {
        if (state == null) {
            return;
        }
        state.forgotten.add(forget.hall());
        if (!state.forgotten.containsAll(state.parts.keySet())) {
            states.update(state);
            return;
        }
        if (state.timer != LineState.NO_TIMER) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        states.clear();
    }
}
