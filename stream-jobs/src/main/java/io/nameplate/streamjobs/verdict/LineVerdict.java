/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.verdict.LineKey;
import io.nameplate.streamjobs.flow.FlatType;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.flow.SettledThrough.Stretch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Runs the {@link LineDesk} in Flink, by lease, line and interval. */
public final class LineVerdict extends KeyedProcessFunction<Tuple3<String, String, Long>, LinePart, LineOutcome>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private final RegistryAccess registry;
    private final ArrayList<SettledThrough> atStart;

    private transient ValueState<LineState> states;
    private transient ListState<Tuple3<String, String, Long>> settledThrough;
    private transient ListState<Tuple4<String, String, Long, Long>> openBefore;
    private transient List<SettledThrough> left;
    private transient LineDesk desk;

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
        openBefore = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(
                        "open-before", Types.TUPLE(Types.STRING, Types.STRING, Types.LONG, Types.LONG)));
        left = context.isRestored() ? restored() : atStart;
    }

    private List<SettledThrough> restored() throws Exception {
        Map<LineKey, List<Stretch>> open = new HashMap<>();
        for (Tuple4<String, String, Long, Long> told : openBefore.get()) {
            open.computeIfAbsent(LineInterval.of(told.f0, told.f1, told.f2).line(), key -> new ArrayList<>())
                    .add(new Stretch(told.f2, told.f3));
        }
        List<SettledThrough> all = new ArrayList<>();
        for (Tuple3<String, String, Long> told : settledThrough.get()) {
            LineKey key = LineInterval.of(told.f0, told.f1, told.f2).line();
            all.add(new SettledThrough(told.f0, told.f1, told.f2, open.getOrDefault(key, List.of())));
        }
        return all;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        List<Tuple3<String, String, Long>> all = new ArrayList<>();
        List<Tuple4<String, String, Long, Long>> open = new ArrayList<>();
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            for (SettledThrough told : left) {
                all.add(Tuple3.of(told.lease(), told.line(), told.start()));
                told.open().forEach(gap -> open.add(Tuple4.of(told.lease(), told.line(), gap.from(), gap.to())));
            }
        }
        settledThrough.update(all);
        openBefore.update(open);
    }

    @Override
    @SuppressWarnings("NullAway.Init") // initializeState comes before
    public void open(OpenContext context) {
        states = getRuntimeContext()
                .getState(
                        new ValueStateDescriptor<>("line", new FlatType<>(LineState.class, new LineStateSerializer())));
        desk = new LineDesk(registry, left);
    }

    @Override
    public void processElement(LinePart told, Context context, Collector<LineOutcome> out) throws IOException {
        keep(desk.take(told, states.value(), new InFlink<>(context.timerService(), out)));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LineOutcome> out) throws IOException {
        Tuple3<String, String, Long> key = context.getCurrentKey();
        LineInterval about = LineInterval.of(key.f0, key.f1, key.f2);
        keep(desk.due(about, timestamp, states.value(), new InFlink<>(context.timerService(), out)));
    }

    private void keep(@Nullable LineState state) throws IOException {
        if (state == null) {
            states.clear();
        } else {
            states.update(state);
        }
    }
}
