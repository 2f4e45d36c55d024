/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A connection to an MQTT broker that comes back by itself, and where nothing else is asked for with Clean Start and no
 * session: whatever the broker held for an earlier connection is gone. The owner sends again what was not acknowledged.
 */
public interface MqttLink extends AutoCloseable {

    /**
     * Sends a message, QoS 1, without waiting. Its outcome comes to {@link Listener#acknowledged}, unless the connection
     * is lost first.
     *
     * @param tag given back with the outcome
     * @return false when there is no connection or no place: nothing was sent
     */
    boolean publish(String topic, byte[] payload, boolean retained, long tag);

    /** Ends the connection in good order (the will is not sent) and stops coming back. */
    @Override
    void close();

    /**
     * Who connects to what.
     *
     * @param broker such as tcp://127.0.0.1:1883 or ssl://broker:8883
     * @param client the client id; unique at the broker
     * @param filters topics to subscribe to, QoS 1, after every connect
     * @param will what the broker says when this client is gone
     * @param access login and certificates
     * @param maxPacket bytes of the longest MQTT packet that is taken: the broker is told, and sends no longer one. In MQTT 3.1.1
     *     nobody can tell it: what is longer comes all the same, up to {@link #UNTOLD_PACKET}
     * @param kept how long the broker keeps messages for the client id while nobody is connected; zero for not at all. In MQTT
     *     3.1.1 it keeps them as long as it likes
     */
    record Settings(
            String broker,
            String client,
            List<String> filters,
            Optional<Will> will,
            BrokerAccess access,
            int maxPacket,
            Duration kept) {

        /** Room in a packet for the topic and all else that is not the message itself. */
        public static final int ROOM_BESIDE_MESSAGE = 64 << 10;

        /**
         * The longest packet that is taken from a broker of MQTT 3.1.1 where {@link #maxPacket} is shorter: a single longer
         * message, retained or kept for us, would else end every connection.
         */
        public static final int UNTOLD_PACKET = 16 << 20;

        private static final int STANDARD_PACKET = (1 << 20) + ROOM_BESIDE_MESSAGE;

        public Settings {
            filters = List.copyOf(filters);
            if (maxPacket < ROOM_BESIDE_MESSAGE) {
                throw new IllegalArgumentException("packets of at most " + maxPacket + " bytes hold no topic");
            }
        }

        /** With nothing kept. */
        public Settings(
                String broker,
                String client,
                List<String> filters,
                Optional<Will> will,
                BrokerAccess access,
                int maxPacket) {
            this(broker, client, filters, will, access, maxPacket, Duration.ZERO);
        }

        /** Without login, with the Java runtime's own judgement of certificates, packets of a megabyte. */
        public Settings(String broker, String client, List<String> filters, Optional<Will> will) {
            this(broker, client, filters, will, BrokerAccess.NONE, STANDARD_PACKET);
        }
    }

    /** A retained last will. */
    final class Will {
        private final String topic;
        private final byte[] payload;

        public Will(String topic, byte[] payload) {
            this.topic = topic;
            this.payload = payload.clone();
        }

        public String topic() {
            return topic;
        }

        public byte[] payload() {
            return payload.clone();
        }
    }

    /** What the link tells, on threads of its own; none of it may block for long. */
    interface Listener {

        /** A fresh connection, subscriptions made: everything sent before and not acknowledged may be lost. */
        void connected();

        /** The connection was lost or could not be made; the link tries again. */
        void disconnected(LinkTrouble why);

        void arrived(String topic, byte[] payload, boolean retained);

        /**
         * The broker answered a message.
         *
         * @param reason MQTT 5 reason code: 0 accepted, 0x10 no subscriber, 0x80 and above refused. In MQTT 3.1.1 it is always
         *     0, whatever the broker does with the message
         */
        void acknowledged(long tag, int reason);
    }
}
