/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** For a person who asks one thing after the other and waits for each answer: a bus of their own, with its threads. */
public final class Desk implements AutoCloseable {

    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "modbus-desk");
        thread.setDaemon(true);
        return thread;
    };

    /** What we ourselves may need before the first connection stands. */
    private static final Duration OWN = Duration.ofSeconds(2);

    private final NioEventLoopGroup events = new NioEventLoopGroup(1, DAEMONS);
    private final ExecutorService helpers = Executors.newSingleThreadExecutor(DAEMONS);
    private final Bus bus;
    private final Duration timeout;

    /**
     * A desk; it connects when it first asks.
     *
     * @param timeout how long connecting, and each answer, may take; the first connection may take longer
     */
    public Desk(Address address, Pace pace, Duration timeout) {
        EventLoop thread = events.next();
        this.bus = new Bus(new DigitalPetriWire(address, thread, helpers), Loop.of(thread), pace, timeout.plus(OWN));
        this.timeout = timeout;
    }

    /** Asks, and waits for the answer. */
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
        helpers.shutdownNow();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
