/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.collectors.link.MqttVersion;
import java.util.List;

/**
 * A broker to listen to.
 *
 * @param name tells sources apart in logs and metrics
 * @param broker such as tcp://127.0.0.1:1883
 * @param version of MQTT that the broker is spoken to in
 * @param access login and certificates
 * @param topics MQTT topic filters
 * @param allowance how much it may send
 * @param format what its messages mean
 */
public record MqttSource(
        String name,
        String broker,
        MqttVersion version,
        BrokerAccess access,
        List<String> topics,
        Allowance allowance,
        PayloadFormat.Definition format) {

    public MqttSource {
        topics = List.copyOf(topics);
    }
}
