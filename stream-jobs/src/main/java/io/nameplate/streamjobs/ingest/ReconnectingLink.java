/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
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
    /** Room for every record: one of more than 8 MiB is still seen, and filed among the dead letters. */
    static final int MOST_PACKET_BYTES = 64 << 20;

    private static final long LOOK_MILLIS = 5_000;
    private static final long END_MILLIS = 10_000;
    private static final long MIN_PAUSE_MILLIS = 250;
    private static final long MAX_PAUSE_MILLIS = 5_000;

    /** One connection; used by the link's thread alone. */
    interface Connection {

        /**
         * Subscribes, QoS 1, and waits for the answer.
         *
         * @throws NotConnected if it does not come, or the broker refuses
         */
        void subscribe(List<String> filters) throws NotConnected;

        /**
         * Publishes a retained message, QoS 1, and waits for the answer.
         *
         * @throws NotConnected if it does not come, or the broker refuses
         */
        void publishRetained(String topic, byte[] payload) throws NotConnected;

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
         * @throws NotConnected if the broker is not reached or refuses; nothing is left behind then
         */
        Connection dial(Broker broker, String client, Listener listener, Consumer<LinkTrouble> lost)
                throws NotConnected;
    }

    private final Broker broker;
    private final String name;
    private final Listener listener;
    private final Dialer dialer;
    private final Thread thread;

    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private List<String> filters = List.of();
    private boolean filtersChanged;
    private boolean closed;
    private boolean lost;
    /** The attempt of which a loss counts; 0 for none. */
    private int present;

    /** Begins to connect. */
    ReconnectingLink(Broker broker, String name, Listener listener, Dialer dialer) {
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
        for (int attempt = 1; awaitTurn(attempt, pause); attempt++) {
            try {
                int mine = attempt;
                Connection connection = dialer.dial(broker, name + "-" + attempt, listener, why -> lose(mine, why));
                pause = 0;
                try {
                    listener.connected();
                    serve(connection);
                } finally {
                    leave();
                    connection.end();
                }
            } catch (NotConnected refused) {
                pause = refused.trouble().reason() == LinkTrouble.Reason.NOT_ALLOWED
                        ? MAX_PAUSE_MILLIS
                        : Math.min(MAX_PAUSE_MILLIS, Math.max(MIN_PAUSE_MILLIS, pause * 2));
                LOGGER.atDebug()
                        .setCause(refused)
                        .addKeyValue("broker", broker.address())
                        .log("the broker is not reached");
                listener.disconnected(refused.trouble());
            }
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(int attempt, long pause) {
        long until = System.nanoTime() + pause * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            await(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        lost = false;
        present = attempt;
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
    private void serve(Connection connection) throws NotConnected {
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

    /** What a client says of a connection that we leave is no news. */
    private synchronized void leave() {
        present = 0;
    }

    private void lose(int attempt, LinkTrouble why) {
        synchronized (this) {
            if (attempt != present) {
                return;
            }
            lost = true;
            notifyAll();
        }
        listener.disconnected(why);
    }
}
