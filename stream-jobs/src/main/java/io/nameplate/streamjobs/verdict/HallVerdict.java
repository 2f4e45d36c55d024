/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.HallId;
import io.nameplate.streamjobs.flow.FlatType;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Runs the {@link HallDesk} in Flink, by hall and interval. */
public final class HallVerdict extends KeyedProcessFunction<Tuple2<String, Long>, HallChange, HallWord> {

    private static final long serialVersionUID = 1L;

    private final RegistryAccess registry;

    private transient ValueState<HallState> states;
    private transient HallDesk desk;

    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public HallVerdict(RegistryAccess registry) {
        this.registry = registry;
    }

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext()
                .getState(
                        new ValueStateDescriptor<>("hall", new FlatType<>(HallState.class, new HallStateSerializer())));
        desk = new HallDesk(registry);
    }

    @Override
    public void processElement(HallChange change, Context context, Collector<HallWord> out) throws IOException {
        keep(desk.take(change, states.value(), new InFlink<>(context.timerService(), out)));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<HallWord> out) throws IOException {
        Tuple2<String, Long> key = context.getCurrentKey();
        InFlink<HallWord> around = new InFlink<>(context.timerService(), out);
        keep(desk.due(new HallId(key.f0), key.f1, timestamp, states.value(), around));
    }

    private void keep(@Nullable HallState state) throws IOException {
        if (state == null) {
            states.clear();
        } else {
            states.update(state);
        }
    }
}
