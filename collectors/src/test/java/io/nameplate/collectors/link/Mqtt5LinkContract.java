/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a link of MQTT 5 must do beside. */
abstract class Mqtt5LinkContract extends MqttLinkContract {

    abstract MqttClients client();

    @Override
    final MqttLink link(MqttLink.Settings settings, MqttLink.Listener listener) {
        return MqttVersion.V5.open(client(), settings, listener);
    }

    @Override
    final int forbidden() {
        return 0x87;
    }

    @Override
    final byte[] welcome() {
        return HexFormat.of().parseHex("2003000000");
    }

    @Override
    final byte[] huge() {
        return HexFormat.of().parseHex("308084af5f00016100");
    }

    @Test
    void aMessageThatNobodyTakesAndOneThatIsForbiddenSayTheirReason() throws Exception {
        try (MqttLink link = open(List.of())) {
            expect("connected");
            link.publish("open/nobody", new byte[1], false, 1);
            expect("acknowledged 1 " + 0x10);
            link.publish("closed/x", new byte[1], false, 2);
            expect("acknowledged 2 " + 0x87);
        }
    }

    /** As MQTT 5 wants it of a broker; mosquitto 2.0.11 only closes the connection. */
    @Test
    void whoseNameAnotherUsesIsToldSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MqttLink link =
                        open(settings("tcp://127.0.0.1:" + taken.getLocalPort(), List.of(), BrokerAccess.NONE, ROOM))) {
            try (Socket connection = taken.accept()) {
                assertThat(connection.getInputStream().read(new byte[1_000])).isPositive();
                connection.getOutputStream().write(welcome());
                expect("connected");
                connection.getOutputStream().write(HexFormat.of().parseHex("e0028e00"));
                assertThat(trouble(Reason.TAKEN_OVER)).contains("same id");
            }
            assertThat(link.publish("open/a", new byte[1], false, 1)).isFalse();
        }
    }

    @Test
    void theBrokerSendsNothingThatIsLongerThanItWasTold() throws Exception {
        int room = MqttLink.Settings.ROOM_BESIDE_MESSAGE;
        try (MqttLink sender = open(List.of());
                MqttLink link = open(settings(broker.url(), List.of("open/#"), BrokerAccess.NONE, room))) {
            expect("connected");
            expect("connected");
            sender.publish("open/large", new byte[room], false, 1);
            sender.publish("open/small", "s".getBytes(StandardCharsets.UTF_8), false, 2);
            assertThat(List.of(next(), next(), next()))
                    .containsExactlyInAnyOrder("arrived open/small s", "acknowledged 1 0", "acknowledged 2 0");
            assertThat(link.publish("open/x", new byte[1], false, 3)).isTrue();
        }
    }
}
