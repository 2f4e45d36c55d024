/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** For a person who asks one thing after the other and waits for each answer: a bus of their own. */
public final class Desk implements AutoCloseable {

    private final Bus bus;
    private final Duration timeout;

    /**
     * A desk; it connects when it first asks.
     *
     * @param timeout how long connecting, and each answer, may take
     */
    public Desk(Address address, EventLoop thread, Executor helpers, Duration timeout) {
        this(address, thread, helpers, timeout, Pace.NONE);
    }

    /** A desk that asks at a device's pace. */
    public Desk(Address address, EventLoop thread, Executor helpers, Duration timeout, Pace pace) {
        this.bus = new Bus(new DigitalPetriWire(address, thread, helpers), Loop.of(thread), pace, timeout);
        this.timeout = timeout;
    }

    /** Asks, and waits; must not be called on the thread of the connection. */
    public Answer ask(int unit, Request request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        bus.visit(timeout, new Bus.Visitor() {
            @Override
            public void begin(Bus.Turn turn) {
                turn.ask(unit, request).whenComplete((given, broken) -> {
                    turn.end();
                    if (broken == null) {
                        answer.complete(given);
                    } else {
                        answer.completeExceptionally(broken);
                    }
                });
            }

            @Override
            public void away(Answer trouble) {
                answer.complete(trouble);
            }
        });
        return answer.join();
    }

    @Override
    public void close() {
        bus.close();
    }
}
