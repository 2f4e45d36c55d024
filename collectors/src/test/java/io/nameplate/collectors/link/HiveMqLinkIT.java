/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.model.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HiveMqLinkIT extends Mqtt5LinkContract {

    @Override
    MqttClients client() {
        return MqttClients.HIVEMQ;
    }

    @Test
    void aBrokerIsReachedOverWebSockets() throws Exception {
        Path place = Files.createDirectory(folder.resolve("ws"));
        int port = FreePort.next();
        // one that speaks only WebSockets thinks that it does not listen
        try (Mosquitto websockets = new Mosquitto(place, "listener " + port + " 127.0.0.1", "protocol websockets")) {
            assertThat(websockets.port()).isNotEqualTo(port);
            reaches("ws://127.0.0.1:" + port, BrokerAccess.NONE);
        }
    }

    @Test
    void aBrokerIsReachedOverSecuredWebSocketsWithCertificatesOfBothSides() throws Exception {
        Path place = Files.createDirectory(folder.resolve("wss"));
        Certificates made =
                new Certificates(place).with("broker", "ca", "DNS:localhost").with("us", "ca", "DNS:us.test");
        int port = FreePort.next();
        try (Mosquitto websockets = new Mosquitto(
                place,
                "user root",
                "listener " + port + " 127.0.0.1",
                "protocol websockets",
                "cafile " + made.certificate("ca"),
                "certfile " + made.certificate("broker"),
                "keyfile " + made.key("broker"),
                "require_certificate true")) {
            assertThat(websockets.port()).isNotEqualTo(port);
            reaches(
                    "wss://localhost:" + port + "/mqtt",
                    new BrokerAccess(Optional.empty(), Optional.empty(), made.files("us")));
        }
    }

    private void reaches(String url, BrokerAccess access) throws Exception {
        try (MqttLink link = open(settings(url, List.of("open/#"), access, ROOM))) {
            expect("connected");
            assertThat(link.publish("open/a", "hello".getBytes(StandardCharsets.UTF_8), false, 7))
                    .isTrue();
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived open/a hello", "acknowledged 7 0");
        }
    }
}
