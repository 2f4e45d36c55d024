/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.Shares;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs the {@link Desks} in Flink, chained to the source. Flushes once a second and before every checkpoint, so that no
 * evidence is ever part of its own state.
 */
public final class EvidenceOperator extends AbstractStreamOperator<HallChange>
        implements OneInputStreamOperator<Arrival, HallChange> {

    private static final long serialVersionUID = 1L;
    private static final long FLUSH_MILLIS = 1000;

    private final EvidenceSettings settings;

    private transient Desks desks;
    private transient ListState<CollectorState> state;
    private transient @Nullable ScheduledFuture<?> flushTimer;

    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public EvidenceOperator(EvidenceSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        Counters counters = Counters.of(settings.job()).in(getMetricGroup());
        desks = new Desks(settings, counters, change -> output.collect(new StreamRecord<>(change)));
        state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("collectors", new CollectorStateSerializer()));
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int mine = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        for (CollectorState restored : state.get()) {
            if (Shares.owner(restored.collector(), parallelism) == mine) {
                desks.restore(restored);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleFlush();
    }

    private void scheduleFlush() {
        flushTimer = getProcessingTimeService().registerTimer(now() + FLUSH_MILLIS, timestamp -> {
            desks.flush(now());
            scheduleFlush();
        });
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        desks.take(element.getValue(), now());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        desks.flushAll(now());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(desks.states());
    }

    @Override
    public void finish() throws Exception {
        desks.flushAll(now());
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
        }
        super.close();
    }
}
