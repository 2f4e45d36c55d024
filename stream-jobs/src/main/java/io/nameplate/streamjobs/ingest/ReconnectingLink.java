/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.broker.Reconnecting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link that comes back, whatever client library connects. One thread connects, subscribes and publishes. */
final class ReconnectingLink implements BrokerLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReconnectingLink.class);
    /** Room for every record: one of more than 8 MiB is still seen, and filed among the dead letters. */
    static final int MOST_PACKET_BYTES = 64 << 20;

    /** One connection; used by the link's thread alone. */
    interface Connection extends Reconnecting.Connection {

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

    private final Agenda agenda = new Agenda();
    private final Reconnecting<Connection> link;

    /** Begins to connect. */
    ReconnectingLink(Broker broker, String name, Listener listener, Dialer dialer) {
        link = Reconnecting.open(
                broker.address(),
                name,
                (attempt, lost) -> dialer.dial(broker, name + "-" + attempt, listener, lost),
                new Serving(broker.address(), listener, agenda));
    }

    @Override
    public void subscribe(Collection<String> newFilters) {
        agenda.subscribe(newFilters);
        link.wake();
    }

    @Override
    public void publishRetained(String topic, byte[] payload) {
        agenda.publish(topic, payload);
        link.wake();
    }

    @Override
    public void close() {
        link.close();
    }

    /** What is to be said over the connection. Safe for concurrent use. */
    private static final class Agenda {

        private final Map<String, byte[]> waiting = new LinkedHashMap<>();
        private List<String> filters = List.of();
        private boolean filtersChanged;

        synchronized void subscribe(Collection<String> newFilters) {
            filters = List.copyOf(newFilters);
            filtersChanged = true;
        }

        synchronized void publish(String topic, byte[] payload) {
            waiting.put(topic, payload);
        }

        /** A fresh connection has no subscriptions. */
        synchronized void begin() {
            filtersChanged = true;
        }

        synchronized List<String> filters() {
            List<String> now = filtersChanged ? filters : List.of();
            filtersChanged = false;
            return now;
        }

        synchronized Map<String, byte[]> messages() {
            return new LinkedHashMap<>(waiting);
        }

        /** Forgets a message that the broker has acknowledged, unless a newer one waits; what was not goes out again. */
        synchronized void published(String topic, byte[] payload) {
            if (waiting.get(topic) == payload) {
                waiting.remove(topic);
            }
        }
    }

    private record Serving(String broker, Listener listener, Agenda agenda) implements Reconnecting.Owner<Connection> {

        @Override
        public void connected() {
            agenda.begin();
            listener.connected();
        }

        @Override
        public void turn(Connection connection) throws NotConnected {
            List<String> filters = agenda.filters();
            if (!filters.isEmpty()) {
                connection.subscribe(filters);
            }
            for (Map.Entry<String, byte[]> message : agenda.messages().entrySet()) {
                connection.publishRetained(message.getKey(), message.getValue());
                agenda.published(message.getKey(), message.getValue());
            }
        }

        @Override
        public void disconnected(LinkTrouble why) {
            listener.disconnected(why);
        }

        @Override
        public void broke(int attempt, Exception why) {
            if (why instanceof NotConnected) {
                LOGGER.atDebug().setCause(why).addKeyValue("broker", broker).log("the broker is not reached");
            } else {
                LOGGER.atError()
                        .setCause(why)
                        .addKeyValue("broker", broker)
                        .log("the connection broke, it is tried again");
            }
        }
    }
}
