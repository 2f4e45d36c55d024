/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import java.util.Optional;

/** The versions of MQTT that a source's broker may want; our own records go over MQTT 5 alone. */
public enum MqttVersion {
    /** With reasons, limits that the broker is told, and sessions that end by themselves. */
    V5("5") {
        @Override
        public Optional<String> problem(MqttClients client, String broker) {
            return client.problem(broker);
        }

        @Override
        public MqttLink open(MqttClients client, MqttLink.Settings settings, MqttLink.Listener listener) {
            return client.open(settings, listener);
        }
    },
    /** What NATS speaks, and with it NVIDIA's DSX Exchange; always over the HiveMQ client. */
    V3_1_1("3.1.1") {
        @Override
        public Optional<String> problem(MqttClients client, String broker) {
            return Optional.empty();
        }

        @Override
        public MqttLink open(MqttClients client, MqttLink.Settings settings, MqttLink.Listener listener) {
            return HiveMq3Link.open(settings, listener);
        }
    };

    private final String number;

    MqttVersion(String number) {
        this.number = number;
    }

    /** Why the client is not used for a broker of this version; empty where it is. */
    public abstract Optional<String> problem(MqttClients client, String broker);

    /** Begins to connect; returns at once. */
    public abstract MqttLink open(MqttClients client, MqttLink.Settings settings, MqttLink.Listener listener);

    /**
     * By its number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MqttVersion named(String number) {
        for (MqttVersion version : values()) {
            if (version.number.equals(number)) {
                return version;
            }
        }
        throw new IllegalArgumentException(number);
    }
}
