/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link that comes back, whatever client library connects. A thread of its own connects and waits; every connection gets a
 * fresh client, because clients that lost one do not always recover, and nothing is persisted, because the spool is ours.
 */
final class ReconnectingLink implements MqttLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReconnectingLink.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final long END_MILLIS = 10_000;

    /** One connection, subscriptions made. */
    interface Connection {

        /** Sends a message as {@link MqttLink#publish} does. */
        boolean publish(String topic, byte[] payload, boolean retained, long tag);

        /** Ends it and frees the client; says goodbye to the broker if asked and if there is still a connection. */
        void end(boolean inGoodOrder);
    }

    /** Makes connections by one client library. */
    @FunctionalInterface
    interface Dialer {

        /**
         * Connects and subscribes, and waits for both.
         *
         * @param lost told why, once the connection is lost
         * @throws NotConnected if the broker is not reached or refuses; nothing is left behind then
         */
        Connection dial(Settings settings, Listener listener, Consumer<LinkTrouble> lost) throws NotConnected;
    }

    private final Settings settings;
    private final Listener listener;
    private final Dialer dialer;
    private final Thread thread;

    private volatile @Nullable Connection live;
    private boolean closed;
    private @Nullable LinkTrouble loss;

    ReconnectingLink(Settings settings, Listener listener, Dialer dialer) {
        this.settings = settings;
        this.listener = listener;
        this.dialer = dialer;
        this.thread = new Thread(this::run, "mqtt-link " + settings.client());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        Connection connection = live;
        return connection != null && connection.publish(topic, payload, retained, tag);
    }

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
        for (int attempt = 1; awaitTurn(pause); attempt++) {
            try {
                pause = pauses.ended(connect());
            } catch (NotConnected refused) {
                pause = pauses.failed();
                LOGGER.atDebug()
                        .setCause(refused)
                        .addKeyValue("broker", settings.broker())
                        .addKeyValue("attempt", attempt)
                        .log("broker not reached");
                tell(refused.trouble());
            } catch (RuntimeException broken) {
                pause = pauses.failed();
                LOGGER.atError()
                        .setCause(broken)
                        .addKeyValue("broker", settings.broker())
                        .addKeyValue("attempt", attempt)
                        .log("connection broke, it is tried again");
                tell(LinkTrouble.of(settings.broker(), broken));
            }
        }
    }

    /** Connects and waits for the end; gives for how many milliseconds there was a connection. */
    private long connect() throws NotConnected {
        Connection connection = dialer.dial(settings, listener, this::lose);
        long from = System.nanoTime();
        try {
            live = connection;
            listener.connected();
            LinkTrouble why = awaitLoss();
            live = null;
            if (why != null) {
                tell(why);
            }
            return (System.nanoTime() - from) / 1_000_000;
        } finally {
            live = null;
            connection.end(isClosed());
        }
    }

    private void tell(LinkTrouble why) {
        try {
            listener.disconnected(why);
        } catch (RuntimeException broken) {
            LOGGER.atError()
                    .setCause(broken)
                    .addKeyValue("broker", settings.broker())
                    .log("listener broke");
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(long pauseMillis) {
        long until = System.nanoTime() + pauseMillis * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            pause(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        loss = null;
        return !closed;
    }

    /** Waits for the end of a connection; gives why it was lost, null where the link is closed. */
    private synchronized @Nullable LinkTrouble awaitLoss() {
        while (!closed && loss == null) {
            pause(LOOK_MILLIS);
        }
        return loss;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    /** Heard on a thread of the client's; told on ours, so that nobody hears of the end before the beginning. */
    private void lose(LinkTrouble why) {
        live = null;
        synchronized (this) {
            loss = why;
            notifyAll();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
