/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiveMqWayTest {

    /** Otherwise a connection that was given up comes about later, and takes the id of the client from its successor. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp://b.test:1", "ssl://b.test:1", "ws://b.test:1/mqtt", "wss://b.test:1/mqtt"})
    void theLibraryGivesUpBeforeWhoWaitsForIt(String broker) throws Exception {
        MqttClientTransportConfig way = HiveMqWay.builder(broker, BrokerAccess.NONE)
                .buildAsync()
                .getConfig()
                .getTransportConfig();
        long steps = way.getSocketConnectTimeoutMs()
                + way.getSslConfig()
                        .map(MqttClientSslConfig::getHandshakeTimeoutMs)
                        .orElse(0L)
                + way.getWebSocketConfig()
                        .map(MqttWebSocketConfig::getHandshakeTimeoutMs)
                        .orElse(0)
                + way.getMqttConnectTimeoutMs();
        assertThat(steps).isLessThan(TimeUnit.SECONDS.toMillis(HiveMqWay.CONNECT_SECONDS));
        assertThat(way.getServerAddress().getHostString()).isEqualTo("b.test");
        assertThat(way.getServerAddress().getPort()).isEqualTo(1);
        assertThat(way.getSslConfig().isPresent()).isEqualTo(broker.startsWith("ssl") || broker.startsWith("wss"));
        assertThat(way.getWebSocketConfig().isPresent()).isEqualTo(broker.startsWith("ws"));
    }
}
