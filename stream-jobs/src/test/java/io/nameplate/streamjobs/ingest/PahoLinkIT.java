/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.LinkTrouble;
import org.junit.jupiter.api.Test;

class PahoLinkIT extends BrokerLinkContract {

    @Override
    MqttClients client() {
        return MqttClients.PAHO;
    }

    @Test
    void overWebSocketsNothingIsAttemptedAndTheOtherClientIsNamed() throws Exception {
        try (BrokerLink link = open(new Broker("ws://127.0.0.1:1"))) {
            LinkTrouble said = trouble();
            assertThat(said.reason()).isEqualTo(LinkTrouble.Reason.OTHER_CLIENT);
            assertThat(said.sentence()).contains("set mqtt-client to hivemq");
            link.publishRetained("np/1/c1/cursor/job", new byte[1]);
        }
    }
}
