/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.util.Locale;

/** The client libraries that a link can be made with; to the reader they are the same. */
public enum MqttClients {
    /** Eclipse Paho: small; reads what it receives byte by byte. */
    PAHO {
        @Override
        public BrokerLink.Factory factory(String broker) {
            return PahoLink.factory(broker);
        }
    },
    /** The HiveMQ client: brings Netty; a fraction of the processor time for large messages. */
    HIVEMQ {
        @Override
        public BrokerLink.Factory factory(String broker) {
            return HiveMqLink.factory(broker);
        }
    };

    /** Links to a broker such as {@code tcp://127.0.0.1:1883}. */
    public abstract BrokerLink.Factory factory(String broker);

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
