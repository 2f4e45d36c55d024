/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.PahoWay;
import java.util.Locale;
import java.util.Optional;

/** The client libraries that a link can be made with; to the reader they are the same. */
public enum MqttClients {
    /** Eclipse Paho: small; reads what it receives byte by byte. */
    PAHO {
        @Override
        public Optional<String> problem(String address) {
            return PahoWay.problem(address);
        }

        @Override
        public BrokerLink.Factory factory(Broker broker) {
            return PahoLink.factory(broker);
        }
    },
    /** The HiveMQ client: brings Netty; a fraction of the processor time for large messages. */
    HIVEMQ {
        @Override
        public Optional<String> problem(String address) {
            return Optional.empty();
        }

        @Override
        public BrokerLink.Factory factory(Broker broker) {
            return HiveMqLink.factory(broker);
        }
    };

    /** Why it is not used for a broker; empty where it is. */
    public abstract Optional<String> problem(String address);

    /** Links to a broker. */
    public abstract BrokerLink.Factory factory(Broker broker);

    /**
     * By its name on the command line, paho or hivemq.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static MqttClients named(String name) {
        for (MqttClients client : values()) {
            if (client.name().toLowerCase(Locale.ROOT).equals(name)) {
                return client;
            }
        }
        throw new IllegalArgumentException("no client '" + name + "'");
    }
}
