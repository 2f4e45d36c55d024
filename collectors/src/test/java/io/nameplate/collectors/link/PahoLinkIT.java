/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class PahoLinkIT extends Mqtt5LinkContract {

    @Override
    MqttClients client() {
        return MqttClients.PAHO;
    }

    @Test
    void overWebSocketsNothingIsAttemptedAndTheOtherClientIsNamed() throws Exception {
        for (String url : List.of("ws://127.0.0.1:1", "wss://127.0.0.1:1/mqtt")) {
            try (MqttLink link = open(settings(url, List.of(), BrokerAccess.NONE, ROOM))) {
                assertThat(trouble(Reason.OTHER_CLIENT)).contains(url).contains("set mqtt-client to hivemq");
                assertThat(link.publish("open/a", new byte[1], false, 1)).isFalse();
            }
        }
    }
}
