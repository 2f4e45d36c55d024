/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link that comes back, whatever client library connects. One thread connects, subscribes and publishes; every connection gets
 * a fresh client, because clients that lost one do not always recover.
 */
final class ReconnectingLink implements BrokerLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReconnectingLink.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final long END_MILLIS = 10_000;
    private static final long MIN_PAUSE_MILLIS = 250;
    private static final long MAX_PAUSE_MILLIS = 5_000;

    /** One connection; used by the link's thread alone. */
    interface Connection {

        /** Subscribes, QoS 1, and waits for the answer. */
        void subscribe(List<String> filters) throws IOException;

        /** Publishes a retained message, QoS 1, and waits for the answer. */
        void publishRetained(String topic, byte[] payload) throws IOException;

        /** Ends it and frees the client. */
        void end();
    }

    /** Makes connections by one client library. */
    @FunctionalInterface
    interface Dialer {

        /**
         * Connects and waits for it.
         *
         * @param client a client id that was not used before
         * @param lost told why, once the connection is lost
         * @throws IOException if the broker is not reached or refuses; nothing is left behind then
         */
        Connection dial(String broker, String client, Listener listener, Consumer<String> lost) throws IOException;
    }

    private final String broker;
    private final String name;
    private final Listener listener;
    private final Dialer dialer;
    private final Thread thread;

    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private List<String> filters = List.of();
    private boolean filtersChanged;
    private boolean closed;
    private boolean lost;

    /** Begins to connect. */
    ReconnectingLink(String broker, String name, Listener listener, Dialer dialer) {
        this.broker = broker;
        this.name = name;
        this.listener = listener;
        this.dialer = dialer;
        this.thread = new Thread(this::run, "mqtt-link " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void subscribe(Collection<String> newFilters) {
        filters = List.copyOf(newFilters);
        filtersChanged = true;
        notifyAll();
    }

    @Override
    public synchronized void publishRetained(String topic, byte[] payload) {
        waiting.put(topic, payload);
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = 0;
        for (int attempt = 1; awaitTurn(pause); attempt++) {
            try {
                Connection connection = dialer.dial(broker, name + "-" + attempt, listener, this::lose);
                pause = 0;
                try {
                    listener.connected();
                    serve(connection);
                } finally {
                    connection.end();
                }
            } catch (IOException e) {
                pause = Math.min(MAX_PAUSE_MILLIS, Math.max(MIN_PAUSE_MILLIS, pause * 2));
                LOGGER.atDebug().setCause(e).addKeyValue("broker", broker).log("the broker is not reached");
                listener.disconnected(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(long pause) {
        long until = System.nanoTime() + pause * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            await(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        lost = false;
        filtersChanged = true;
        return !closed;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Subscribes and publishes until the connection is lost or the link closed. */
    private void serve(Connection connection) throws IOException {
        while (true) {
            List<String> subscribe;
            Map<String, byte[]> publish;
            synchronized (this) {
                while (!closed && !lost && !filtersChanged && waiting.isEmpty()) {
                    await(LOOK_MILLIS);
                }
                if (closed || lost) {
                    return;
                }
                subscribe = filtersChanged ? filters : List.of();
                filtersChanged = false;
                publish = new LinkedHashMap<>(waiting);
            }
            if (!subscribe.isEmpty()) {
                connection.subscribe(subscribe);
            }
            for (Map.Entry<String, byte[]> message : publish.entrySet()) {
                connection.publishRetained(message.getKey(), message.getValue());
                published(message.getKey(), message.getValue());
            }
        }
    }

    /** Forgets a message that the broker has acknowledged, unless a newer one waits; what was not goes out again. */
    private synchronized void published(String topic, byte[] payload) {
        if (waiting.get(topic) == payload) {
            waiting.remove(topic);
        }
    }

    private void lose(String why) {
        synchronized (this) {
            lost = true;
            notifyAll();
        }
        listener.disconnected(why);
    }
}
