/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one device for ever. Requests of a poll follow one another; nothing ever waits for them, so that a device that
 * does not answer delays no other. A device in trouble is left alone for longer and longer.
 */
public final class DevicePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DevicePoller.class);

    private final ModbusDevice device;
    private final ReadPlan plan;
    private final ModbusReader reader;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final BiConsumer<AssetId, List<PointValue>> sink;
    private final PollOutcomes outcomes;
    private volatile boolean closed;
    private Backoff backoff = Backoff.NONE;
    private boolean complaining;

    /**
     * A poller; {@link #start} sets it off.
     *
     * @param scheduler runs the polls; its threads are never blocked
     * @param sink takes the points of every poll
     */
    public DevicePoller(
            ModbusDevice device,
            ModbusReader reader,
            ScheduledExecutorService scheduler,
            Clock clock,
            BiConsumer<AssetId, List<PointValue>> sink,
            PollOutcomes outcomes) {
        this.device = device;
        this.plan = ReadPlan.of(device.profile());
        this.reader = reader;
        this.scheduler = scheduler;
        this.clock = clock;
        this.sink = sink;
        this.outcomes = outcomes;
    }

    public void start() {
        again(Duration.ZERO);
    }

    private void again(Duration pause) {
        if (!closed) {
            long poll = device.poll().toMillis();
            long earliest = clock.millis() + Math.max(1, pause.toMillis());
            long next = Math.floorDiv(earliest + poll - 1, poll) * poll;
            Future<?> unused = scheduler.schedule(this::poll, next - clock.millis(), TimeUnit.MILLISECONDS);
        }
    }

    private void poll() {
        List<PointValue> values = new ArrayList<>();
        long deadline = clock.millis() + device.timeout().toMillis();
        blocks(0, deadline, values, null).whenComplete((answer, thrown) -> {
            if (thrown != null) {
                LOG.atError()
                        .setCause(thrown)
                        .addKeyValue("device", device.device())
                        .log("poll broke");
                ended(Answer.failed(Trouble.BAD_ANSWER, String.valueOf(thrown)), values);
            } else {
                ended(answer.orElse(null), values);
            }
        });
    }

    /** Reads the blocks from one on; gives the trouble met last, if any. */
    private CompletionStage<Optional<Answer>> blocks(
            int index, long deadline, List<PointValue> values, @Nullable Answer before) {
        if (index == plan.blocks().size()) {
            return CompletableFuture.completedFuture(Optional.ofNullable(before));
        }
        ReadPlan.Block block = plan.blocks().get(index);
        Duration left = Duration.ofMillis(Math.max(1, deadline - clock.millis()));
        return reader.read(device.unit(), block.function(), block.address(), block.words(), left)
                .thenCompose(answer -> {
                    Answer checked = checked(answer, block);
                    Trouble trouble = checked.trouble();
                    if (trouble == null) {
                        block.points().forEach(point -> values.add(point.value(checked.registers(), block.address())));
                        return blocks(index + 1, deadline, values, before);
                    }
                    if (trouble == Trouble.EXCEPTION || trouble == Trouble.BAD_ANSWER) {
                        block.points().forEach(point -> values.add(PointValue.bad(point.name())));
                        return blocks(index + 1, deadline, values, checked);
                    }
                    return CompletableFuture.completedFuture(Optional.of(checked));
                });
    }

    private static Answer checked(Answer answer, ReadPlan.Block block) {
        int expected = 2 * block.words();
        return answer.trouble() != null || answer.registers().length == expected
                ? answer
                : Answer.failed(
                        Trouble.BAD_ANSWER, answer.registers().length + " bytes for " + block.words() + " registers");
    }

    private void ended(@Nullable Answer failed, List<PointValue> values) {
        try {
            if (!values.isEmpty() && !closed) {
                sink.accept(device.device(), values);
            }
            Trouble trouble = failed == null ? null : failed.trouble();
            outcomes.ended(device.device(), trouble == null ? PollOutcomes.OK : trouble.label());
            boolean anyGood = values.stream().anyMatch(value -> value.quality() == Quality.GOOD);
            note(trouble, failed == null ? "" : failed.detail(), anyGood);
        } catch (RuntimeException broken) {
            LOG.atError()
                    .setCause(broken)
                    .addKeyValue("device", device.device())
                    .log("poll result was not taken");
        } finally {
            again(backoff.pause());
        }
    }

    private void note(@Nullable Trouble trouble, String detail, boolean anyGood) {
        if (trouble == null) {
            if (complaining) {
                LOG.atInfo().addKeyValue("device", device.device()).log("device answers again");
            }
        } else if (!complaining && !closed) {
            LOG.atWarn()
                    .addKeyValue("device", device.device())
                    .addKeyValue("host", device.host())
                    .addKeyValue("port", device.port())
                    .addKeyValue("unit", device.unit())
                    .addKeyValue("reason", trouble.label())
                    .addKeyValue("detail", detail)
                    .log(anyGood ? "device gives only a part of its profile" : "device does not answer");
        }
        complaining = trouble != null;
        backoff = trouble == null || anyGood ? Backoff.NONE : backoff.failed();
    }

    @Override
    public void close() {
        closed = true;
        reader.close();
    }
}
