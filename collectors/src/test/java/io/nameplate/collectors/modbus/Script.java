/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A bus, its wire and its devices in a time that passes only when it is told to: everything happens in a known order. */
final class Script {

    final Time time = new Time();
    final FakeWire wire = new FakeWire();
    final List<String> log = new ArrayList<>();
    final Map<String, List<PointValue>> readings = new HashMap<>();
    final List<PollEnd> ends = new ArrayList<>();
    final Bus bus;

    Script(Pace pace, Duration connecting) {
        bus = new Bus(wire, time, pace, connecting);
    }

    DevicePoller poller(String name, int unit, Profile profile, Duration poll, Duration timeout) {
        ModbusDevice device =
                new ModbusDevice(new AssetId(name), profile, Address.tcp("127.0.0.1", 502), unit, poll, timeout);
        return new DevicePoller(
                device,
                bus,
                time,
                time,
                Runnable::run,
                (asset, at, values) -> readings.put(asset.value(), List.copyOf(values)),
                end -> {
                    ends.add(end);
                    log.add(time.millis() + " " + end.device() + " " + end.outcome());
                });
    }

    List<String> outcomes(String device) {
        return ends.stream()
                .filter(end -> end.device().value().equals(device))
                .map(PollEnd::outcome)
                .toList();
    }

    /** A loop and a clock in one. */
    static final class Time extends Clock implements Loop {

        private record Task(long at, long order, Runnable work, CompletableFuture<?> handle) {}

        private final PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
        private long nanos;
        private long orders;

        @Override
        public void soon(Runnable work) {
            later(Duration.ZERO, work);
        }

        @Override
        public Future<?> later(Duration pause, Runnable work) {
            CompletableFuture<?> handle = new CompletableFuture<>();
            tasks.add(new Task(nanos + Math.max(0, pause.toNanos()), orders++, work, handle));
            return handle;
        }

        /** Lets time pass. */
        void pass(Duration duration) {
            long until = nanos + duration.toNanos();
            while (!tasks.isEmpty() && tasks.peek().at() <= until) {
                Task task = tasks.remove();
                nanos = task.at();
                if (!task.handle().isCancelled()) {
                    task.work().run();
                }
            }
            nanos = until;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long millis() {
            return nanos / 1_000_000;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Answers by a function, after the time it says; a request that it gives null for is never answered. */
    final class FakeWire implements Wire {

        BiFunction<Integer, Request.Read, @Nullable Answer> device = (unit, read) -> zeros(read);
        Duration answering = Duration.ofMillis(1);

        @Nullable
        Answer noConnection;

        boolean connected;
        int connects;
        int drops;
        int abandoned;
        int underWay;
        int mostUnderWay;
        final List<Long> asked = new ArrayList<>();
        final List<Request.Read> requests = new ArrayList<>();

        static Answer zeros(Request.Read read) {
            return Answer.of(new byte[read.function().bytes(read.count())]);
        }

        @Override
        public CompletionStage<Optional<Answer>> connect(Duration within) {
            connects++;
            connected = noConnection == null;
            return CompletableFuture.completedFuture(Optional.ofNullable(noConnection));
        }

        @Override
        public boolean isConnected() {
            return connected;
        }

        @Override
        public CompletionStage<Answer> ask(int unit, Request request) {
            asked.add(time.millis());
            requests.add((Request.Read) request);
            underWay++;
            mostUnderWay = Math.max(mostUnderWay, underWay);
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Answer given = device.apply(unit, (Request.Read) request);
            if (given != null) {
                time.later(answering, () -> {
                    underWay--;
                    if (given.trouble() == Trouble.CLOSED) {
                        connected = false;
                    }
                    answer.complete(given);
                });
            }
            return answer;
        }

        @Override
        public void abandon() {
            underWay--;
            abandoned++;
        }

        @Override
        public void drop() {
            connected = false;
            drops++;
        }

        @Override
        public void close() {
            drop();
        }
    }
}
