/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.broker.Reconnecting;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link that comes back, whatever client library connects. Nothing is persisted, because the spool is ours. */
final class ReconnectingLink implements MqttLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReconnectingLink.class);

    /** One connection, subscriptions made. */
    interface Connection extends Reconnecting.Connection {

        /** Sends a message as {@link MqttLink#publish} does. */
        boolean publish(String topic, byte[] payload, boolean retained, long tag);
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

    private final Reconnecting<Connection> link;

    ReconnectingLink(Settings settings, Listener listener, Dialer dialer) {
        link = Reconnecting.open(
                settings.broker(),
                settings.client(),
                (attempt, lost) -> dialer.dial(settings, listener, lost),
                new Telling(settings.broker(), listener));
    }

    @Override
    public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        return link.live()
                .map(connection -> connection.publish(topic, payload, retained, tag))
                .orElse(false);
    }

    @Override
    public void close() {
        link.close();
    }

    private record Telling(String broker, Listener listener) implements Reconnecting.Owner<Connection> {

        @Override
        public void connected() {
            listener.connected();
        }

        @Override
        public void turn(Connection connection) {
            // whoever has something to say publishes on a thread of its own
        }

        @Override
        public void disconnected(LinkTrouble why) {
            listener.disconnected(why);
        }

        @Override
        public void broke(int attempt, Exception why) {
            if (why instanceof NotConnected) {
                LOGGER.atDebug()
                        .setCause(why)
                        .addKeyValue("broker", broker)
                        .addKeyValue("attempt", attempt)
                        .log("broker not reached");
            } else {
                LOGGER.atError()
                        .setCause(why)
                        .addKeyValue("broker", broker)
                        .addKeyValue("attempt", attempt)
                        .log("connection broke, it is tried again");
            }
        }
    }
}
