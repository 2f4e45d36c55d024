/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that comes back, whatever client library makes it and whatever is said over it. A thread of its own connects
 * and waits; every connection gets a fresh client, because clients that lost one do not always recover. Neither a client nor
 * an owner that breaks ends it.
 *
 * @param <C> what a connection can do for its owner
 */
public final class Reconnecting<C extends Reconnecting.Connection> implements AutoCloseable {

    private static final long LOOK_MILLIS = 5_000;
    private static final long END_MILLIS = 10_000;

    /** One connection. */
    public interface Connection {

        /** Ends it and frees the client; says goodbye to the broker if asked and if there is still a connection. */
        void end(boolean inGoodOrder);
    }

    /** Makes connections by one client library. */
    @FunctionalInterface
    public interface Dialer<C extends Connection> {

        /**
         * Connects and waits for it.
         *
         * @param attempt counted from 1
         * @param lost told why, once the connection is lost
         * @throws NotConnected if the broker is not reached or refuses; nothing is left behind then
         */
        C dial(int attempt, Consumer<LinkTrouble> lost) throws NotConnected;
    }

    /** Whoever has the connection; called on its thread alone. */
    public interface Owner<C extends Connection> {

        /** A fresh connection. */
        void connected();

        /**
         * Says what there is to say: called after {@link #connected}, and whenever {@link Reconnecting#wake} was.
         *
         * @throws NotConnected if the connection is of no use; it is ended, and another one made
         */
        void turn(C connection) throws NotConnected;

        /** The connection was lost or could not be made; it is tried again. */
        void disconnected(LinkTrouble why);

        /**
         * What led to that, for the log.
         *
         * @param why {@link NotConnected} is what networks and brokers do; anything else is a fault of a program
         */
        void broke(int attempt, Exception why);
    }

    private final String broker;
    private final Dialer<C> dialer;
    private final Owner<C> owner;
    private final Thread thread;

    private volatile @Nullable C live;
    private boolean closed;
    private boolean woken;
    private @Nullable LinkTrouble loss;
    /** The attempt of which a loss counts; 0 for none: what a client says of a connection that we left is no news. */
    private int present;

    private Reconnecting(String broker, String name, Dialer<C> dialer, Owner<C> owner) {
        this.broker = broker;
        this.dialer = dialer;
        this.owner = owner;
        this.thread = new Thread(this::run, "mqtt-link " + name);
        thread.setDaemon(true);
    }

    /**
     * Begins to connect; returns at once.
     *
     * @param broker where, for sentences
     * @param name who, for whoever looks at threads
     */
    public static <C extends Connection> Reconnecting<C> open(
            String broker, String name, Dialer<C> dialer, Owner<C> owner) {
        Reconnecting<C> link = new Reconnecting<>(broker, name, dialer, owner);
        link.thread.start();
        return link;
    }

    /** The connection that is there now; any thread may ask. */
    public Optional<C> live() {
        return Optional.ofNullable(live);
    }

    /** Has {@link Owner#turn} called, now or once there is a connection. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Ends the connection in good order and stops coming back. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Pauses pauses = new Pauses();
        long pause = 0;
        for (int attempt = 1; awaitTurn(attempt, pause); attempt++) {
            try {
                pause = pauses.ended(keep(attempt));
            } catch (NotConnected refused) {
                pause = pauses.failed();
                owner.broke(attempt, refused);
                tell(attempt, refused.trouble());
            } catch (RuntimeException broken) {
                pause = pauses.failed();
                owner.broke(attempt, broken);
                tell(attempt, LinkTrouble.of(broker, broken));
            }
        }
    }

    /** Connects and serves the owner until the end; gives for how many milliseconds there was a connection. */
    private long keep(int attempt) throws NotConnected {
        C connection = dialer.dial(attempt, why -> lose(attempt, why));
        long from = System.nanoTime();
        try {
            enter(connection);
            owner.connected();
            LinkTrouble why = serve(attempt, connection);
            leave();
            if (why != null) {
                tell(attempt, why);
            }
            return (System.nanoTime() - from) / 1_000_000;
        } finally {
            leave();
            connection.end(isClosed());
        }
    }

    /** Until the connection is lost or the link closed; gives why it was lost, null where the link is closed. */
    private @Nullable LinkTrouble serve(int attempt, C connection) {
        try {
            while (awaitWork()) {
                owner.turn(connection);
            }
            return loss();
        } catch (NotConnected refused) {
            owner.broke(attempt, refused);
            LinkTrouble cause = loss();
            return cause == null ? refused.trouble() : cause;
        }
    }

    private void tell(int attempt, LinkTrouble why) {
        try {
            owner.disconnected(why);
        } catch (RuntimeException broken) {
            owner.broke(attempt, broken);
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(int attempt, long pauseMillis) {
        long until = System.nanoTime() + pauseMillis * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            pause(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        loss = null;
        present = attempt;
        woken = true;
        return !closed;
    }

    /** Waits until the owner has a turn; false when the connection is lost or the link closed. */
    private synchronized boolean awaitWork() {
        while (!closed && loss == null && !woken) {
            pause(LOOK_MILLIS);
        }
        woken = false;
        return !closed && loss == null;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    private synchronized void enter(C connection) {
        if (loss == null) {
            live = connection;
        }
    }

    private synchronized void leave() {
        live = null;
        present = 0;
    }

    /** Heard on a thread of the client's; told on ours, so that nobody hears of the end before the beginning. */
    private synchronized void lose(int attempt, LinkTrouble why) {
        if (attempt == present) {
            live = null;
            loss = why;
            notifyAll();
        }
    }

    private synchronized @Nullable LinkTrouble loss() {
        return loss;
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
