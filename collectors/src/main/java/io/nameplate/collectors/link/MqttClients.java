/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import io.nameplate.access.broker.PahoWay;
import java.util.Locale;
import java.util.Optional;

/** The client libraries that a link can be made with; to the owner of the link they are the same. */
public enum MqttClients {
    /** Eclipse Paho: small; reads what it receives byte by byte. */
    PAHO {
        @Override
        public Optional<String> problem(String broker) {
            return PahoWay.problem(broker);
        }

        @Override
        public MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener) {
            return PahoLink.open(settings, listener);
        }
    },
    /** The HiveMQ client: brings Netty; a fraction of the processor time for large messages. */
    HIVEMQ {
        @Override
        public Optional<String> problem(String broker) {
            return Optional.empty();
        }

        @Override
        public MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener) {
            return HiveMqLink.open(settings, listener);
        }
    };

    /** Why it is not used for a broker; empty where it is. */
    public abstract Optional<String> problem(String broker);

    /** Begins to connect; returns at once. */
    public abstract MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener);

    /**
     * By its name in the settings, paho or hivemq.
     *
     * @throws IllegalArgumentException with a sentence if there is none of that name
     */
    public static MqttClients named(String name) {
        for (MqttClients client : values()) {
            if (client.name().toLowerCase(Locale.ROOT).equals(name)) {
                return client;
            }
        }
        throw new IllegalArgumentException("must be paho or hivemq, found '" + name + "'");
    }
}
