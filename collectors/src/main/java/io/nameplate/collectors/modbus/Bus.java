/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to an address, which all units behind it share: they take turns, in the order they came, and only
 * one request is under way at any time. Waiting for a turn costs a device none of its own time. An address that cannot
 * be reached is tried by the first that comes, and then left alone for longer and longer; who comes meanwhile is told
 * at once. All of it happens on the loop's thread.
 */
public final class Bus implements AutoCloseable {

    /** Who wants to ask something. */
    public interface Visitor {

        /** It is this visitor's turn until it ends it. */
        void begin(Turn turn);

        /** There is no connection and no turn. */
        void away(Answer trouble);
    }

    private record Waiting(Duration patience, Visitor visitor) {}

    private final Wire wire;
    private final Loop loop;
    private final Pace pace;
    private final Duration connecting;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean taken;
    private boolean closed;
    private Backoff backoff = Backoff.NONE;
    private @Nullable Answer away;
    private long again;
    private long quietUntil;
    private boolean answeredSinceTimeout;

    /**
     * A bus.
     *
     * @param pace the gentlest of all its devices; one request per point is the devices' matter
     * @param connecting how long connecting may take
     */
    public Bus(Wire wire, Loop loop, Pace pace, Duration connecting) {
        this.wire = wire;
        this.loop = loop;
        this.pace = pace;
        this.connecting = connecting;
    }

    /**
     * Waits for a turn.
     *
     * @param patience how long the device may take to answer, all requests of the turn together
     */
    public void visit(Duration patience, Visitor visitor) {
        loop.soon(() -> {
            waiting.add(new Waiting(patience, visitor));
            next();
        });
    }

    /** How long it makes no sense to come again; zero where the address can be reached. */
    public Duration pause() {
        return away == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, again - loop.nanos()));
    }

    private void next() {
        if (taken || closed || waiting.isEmpty()) {
            return;
        }
        taken = true;
        Waiting first = waiting.remove();
        Answer trouble = away;
        if (wire.isConnected()) {
            first.visitor().begin(new Turn(first.patience(), true));
        } else if (trouble != null && again - loop.nanos() > 0) {
            away(first.visitor(), trouble);
        } else {
            connected().thenAccept(failed -> {
                if (failed.isEmpty()) {
                    first.visitor().begin(new Turn(first.patience(), false));
                } else {
                    away(first.visitor(), failed.get());
                }
            });
        }
    }

    private void away(Visitor visitor, Answer trouble) {
        visitor.away(trouble);
        free();
    }

    private void free() {
        taken = false;
        loop.soon(this::next);
    }

    /** Connects; gives the trouble, if there is any. */
    private CompletionStage<Optional<Answer>> connected() {
        CompletableFuture<Optional<Answer>> done = new CompletableFuture<>();
        Future<?> late = loop.later(
                connecting,
                () -> done.complete(Optional.of(Answer.failed(
                        Trouble.NOT_CONNECTED, "no connection within " + connecting.toMillis() + " ms"))));
        wire.connect(connecting).thenAccept(done::complete);
        return done.thenApply(failed -> {
            late.cancel(false);
            if (failed.isPresent()) {
                unreachable(failed.get());
            } else {
                away = null;
                backoff = Backoff.NONE;
                answeredSinceTimeout = false;
                quietUntil = loop.nanos() + pace.pauseAfterConnect().toNanos();
            }
            return failed;
        });
    }

    private void unreachable(Answer trouble) {
        wire.drop();
        away = trouble;
        backoff = backoff.failed();
        again = loop.nanos() + backoff.pause().toNanos();
    }

    @Override
    public void close() {
        loop.soon(() -> {
            closed = true;
            waiting.clear();
            wire.close();
        });
    }

    /** A visitor's time with the bus; it has to be ended. */
    public final class Turn {

        private final long patience;
        private final boolean reused;
        private long spent;
        private boolean answered;
        private boolean ended;

        private Turn(Duration patience, boolean reused) {
            this.patience = patience.toNanos();
            this.reused = reused;
        }

        /** How long the device made us wait so far. */
        public Duration spent() {
            return Duration.ofNanos(spent);
        }

        /** Asks something; one request at a time. */
        public CompletionStage<Answer> ask(int unit, Request request) {
            return quiet().thenCompose(quiet -> asked(unit, request)).thenCompose(answer -> {
                if (answer.trouble() == Trouble.CLOSED && reused && !answered) {
                    // closed while nobody asked anything, as many devices do
                    answered = true;
                    return connected()
                            .thenCompose(failed -> failed.isPresent()
                                    ? CompletableFuture.completedFuture(failed.get())
                                    : ask(unit, request));
                }
                answered = true;
                return CompletableFuture.completedFuture(answer);
            });
        }

        private CompletionStage<Boolean> quiet() {
            long left = quietUntil - loop.nanos();
            CompletableFuture<Boolean> quiet = new CompletableFuture<>();
            if (left <= 0) {
                quiet.complete(true);
            } else {
                Future<?> unused = loop.later(Duration.ofNanos(left), () -> quiet.complete(true));
            }
            return quiet;
        }

        private CompletionStage<Answer> asked(int unit, Request request) {
            long left = patience - spent;
            if (left <= 0) {
                return CompletableFuture.completedFuture(
                        Answer.failed(Trouble.TIMEOUT, "the time for all requests of a poll is over"));
            }
            CompletableFuture<Answer> done = new CompletableFuture<>();
            Future<?> late = loop.later(Duration.ofNanos(left), () -> done.complete(silent(left)));
            long from = loop.nanos();
            wire.ask(unit, request).thenAccept(done::complete);
            return done.thenApply(answer -> {
                late.cancel(false);
                long now = loop.nanos();
                spent += now - from;
                quietUntil = now + pace.minGap().toNanos();
                note(answer);
                return answer;
            });
        }

        private Answer silent(long left) {
            return Answer.failed(
                    Trouble.TIMEOUT,
                    "no answer within " + Duration.ofNanos(left).toMillis() + " ms");
        }

        /**
         * What an answer tells of the connection. One that stays without any answer is ended: it may be half open. While
         * others are answered on it, a unit that is silent costs them nothing.
         */
        private void note(Answer answer) {
            Trouble trouble = answer.trouble();
            if (trouble == Trouble.TIMEOUT) {
                wire.abandon();
                if (!answeredSinceTimeout) {
                    wire.drop();
                }
                answeredSinceTimeout = false;
            } else if (trouble == Trouble.TLS) {
                unreachable(answer);
            } else if (trouble != Trouble.CLOSED) {
                answeredSinceTimeout = true;
            }
        }

        /** Lets the next one have its turn. */
        public void end() {
            if (!ended) {
                ended = true;
                free();
            }
        }
    }
}
