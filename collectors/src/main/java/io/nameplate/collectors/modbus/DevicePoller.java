/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one device for ever. Nothing ever waits for its answers, so that a device that does not answer delays no other,
 * but for the units behind the same gateway, and those for no longer than its timeout. A device in trouble is left alone
 * for longer and longer.
 */
public final class DevicePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DevicePoller.class);

    /** Takes what polls read. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Takes what one poll read of a device.
         *
         * @param at epoch milliseconds: when its last answer was there
         */
        void take(AssetId device, long at, List<PointValue> values);
    }

    private final ModbusDevice device;
    private final Bus bus;
    private final Loop loop;
    private final Clock clock;
    private final Executor taker;
    private final Sink sink;
    private final Consumer<PollEnd> outcomes;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile boolean closed;
    private boolean polling;
    private boolean last;
    private ReadPlan plan;
    private Backoff backoff = Backoff.NONE;
    private @Nullable Trouble complaint;

    /**
     * A poller; {@link #start} sets it off.
     *
     * @param loop that of the bus
     * @param taker runs the sink, which may wait; the next poll comes after it
     * @param sink takes the points of every poll
     */
    public DevicePoller(
            ModbusDevice device,
            Bus bus,
            Loop loop,
            Clock clock,
            Executor taker,
            Sink sink,
            Consumer<PollEnd> outcomes) {
        this.device = device;
        this.plan = ReadPlan.of(device.profile());
        this.bus = bus;
        this.loop = loop;
        this.clock = clock;
        this.taker = taker;
        this.sink = sink;
        this.outcomes = outcomes;
    }

    /** Polls for ever, at multiples of the device's period. */
    public void start() {
        loop.soon(() -> again(Duration.ZERO));
    }

    /** Polls a single time, at once; done when its readings were handed on. */
    public CompletionStage<Void> once() {
        loop.soon(() -> {
            last = true;
            poll();
        });
        return finished;
    }

    /** Polls no more; done when the poll under way, if there is one, is over and its readings were handed on. */
    public CompletionStage<Void> finish() {
        loop.soon(() -> {
            last = true;
            if (!polling) {
                finished.complete(null);
            }
        });
        return finished;
    }

    private void next() {
        if (!last) {
            poll();
        }
    }

    private void again(Duration pause) {
        polling = false;
        if (closed || last) {
            finished.complete(null);
        } else {
            long poll = device.poll().toMillis();
            long now = clock.millis();
            long earliest = now + Math.max(1, pause.toMillis());
            long next = Math.floorDiv(earliest + poll - 1, poll) * poll;
            Future<?> unused = loop.later(Duration.ofMillis(next - now), this::next);
        }
    }

    private void poll() {
        if (!closed) {
            polling = true;
            bus.visit(device.timeout(), new Bus.Visitor() {
                @Override
                public void begin(Bus.Turn turn) {
                    Poll poll = new Poll(device, plan, turn);
                    poll.run().whenComplete((done, broken) -> {
                        turn.end();
                        if (broken != null) {
                            LOG.atError()
                                    .setCause(broken)
                                    .addKeyValue("device", device.device())
                                    .log("poll broke");
                        }
                        ended(
                                poll,
                                broken == null
                                        ? poll.failed()
                                        : Answer.failed(Trouble.BAD_ANSWER, String.valueOf(broken)));
                    });
                }

                @Override
                public void away(Answer trouble) {
                    report(trouble, Duration.ZERO, false);
                    again(bus.pause());
                }
            });
        }
    }

    private void ended(Poll poll, @Nullable Answer failed) {
        long at = clock.millis();
        List<PointValue> values = poll.values();
        boolean anyGood = values.stream().anyMatch(value -> value.quality().counts());
        ReadPlan better = poll.better();
        if (better != null) {
            plan = better;
            LOG.atInfo()
                    .addKeyValue("device", device.device())
                    .addKeyValue("unit", device.unit())
                    .log("device refuses registers between its points, they are left out from now on");
        }
        backoff = failed == null || anyGood ? Backoff.NONE : backoff.failed();
        report(failed, poll.spent(), anyGood);
        if (values.isEmpty()) {
            again(pause());
        } else {
            taker.execute(() -> {
                take(at, values);
                loop.soon(() -> again(pause()));
            });
        }
    }

    private Duration pause() {
        Duration own = backoff.pause();
        Duration shared = bus.pause();
        return own.compareTo(shared) > 0 ? own : shared;
    }

    private void take(long at, List<PointValue> values) {
        try {
            if (!closed) {
                sink.take(device.device(), at, values);
            }
        } catch (RuntimeException broken) {
            LOG.atError()
                    .setCause(broken)
                    .addKeyValue("device", device.device())
                    .log("poll result was not taken");
        }
    }

    /** Counts how a poll ended, and says it when it is otherwise than before; that we ourselves end one is no trouble of its device. */
    private void report(@Nullable Answer failed, Duration answering, boolean anyGood) {
        if (closed) {
            return;
        }
        Trouble trouble = failed == null ? null : failed.trouble();
        String detail = failed == null ? "" : failed.detail();
        outcomes.accept(new PollEnd(
                device.device(), device.unit(), trouble == null ? PollEnd.OK : trouble.label(), detail, answering));
        if (trouble == complaint) {
            return;
        }
        complaint = trouble;
        if (trouble == null) {
            LOG.atInfo()
                    .addKeyValue("device", device.device())
                    .addKeyValue("unit", device.unit())
                    .log("device answers again");
        } else {
            LOG.atWarn()
                    .addKeyValue("device", device.device())
                    .addKeyValue("address", device.address())
                    .addKeyValue("unit", device.unit())
                    .addKeyValue("reason", trouble.label())
                    .addKeyValue("detail", detail)
                    .log(anyGood ? "device gives only a part of its profile" : "device does not answer");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
