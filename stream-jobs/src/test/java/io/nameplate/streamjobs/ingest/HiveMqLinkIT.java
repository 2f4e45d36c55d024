/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Mosquitto;
import io.nameplate.model.FreePort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HiveMqLinkIT extends BrokerLinkContract {

    @Override
    MqttClients client() {
        return MqttClients.HIVEMQ;
    }

    @Test
    void aBrokerIsReachedOverWebSockets() throws Exception {
        int port = FreePort.next();
        // one that speaks only WebSockets thinks that it does not listen
        try (Mosquitto broker = new Mosquitto(folder, "listener " + port + " 127.0.0.1", "protocol websockets");
                BrokerLink link = open(new Broker("ws://127.0.0.1:" + port + "/mqtt"))) {
            assertThat(broker.port()).isNotEqualTo(port);
            link.subscribe(List.of("np/1/+/head"));
            expect("connected");
            link.publishRetained("np/1/c1/head", "one".getBytes(StandardCharsets.UTF_8));
            expect("np/1/c1/head one");
        }
    }
}
