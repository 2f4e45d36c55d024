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

/** A link of MQTT 3.1.1: as the others, but for what this version has no word for. */
class HiveMq3LinkIT extends MqttLinkContract {

    @Override
    MqttLink link(MqttLink.Settings settings, MqttLink.Listener listener) {
        return MqttVersion.V3_1_1.open(MqttClients.PAHO, settings, listener);
    }

    @Override
    int forbidden() {
        return 0;
    }

    @Override
    byte[] welcome() {
        return HexFormat.of().parseHex("20020000");
    }

    @Override
    byte[] huge() {
        return HexFormat.of().parseHex("308084af5f000161");
    }

    @Test
    void whatTheBrokerThinksOfAMessageIsNotKnown() throws Exception {
        try (MqttLink link = open(List.of())) {
            expect("connected");
            link.publish("open/nobody", new byte[1], false, 1);
            expect("acknowledged 1 0");
            link.publish("closed/x", new byte[1], false, 2);
            expect("acknowledged 2 0");
        }
    }

    /** Whoever listens counts it; were it to end the connection, a retained one would end every connection. */
    @Test
    void aMessageThatIsLongerThanTheBrokerCouldBeToldArrives() throws Exception {
        int room = MqttLink.Settings.ROOM_BESIDE_MESSAGE;
        try (MqttLink link = open(settings(broker.url(), List.of("open/#"), BrokerAccess.NONE, room))) {
            expect("connected");
            link.publish("open/large", "x".repeat(2 * room).getBytes(StandardCharsets.UTF_8), false, 1);
            assertThat(List.of(next(), next()))
                    .containsExactlyInAnyOrder("arrived open/large " + "x".repeat(2 * room), "acknowledged 1 0");
        }
    }

    @Test
    void aBrokerThatKeepsUsOutOrIsBusySaysSo() throws Exception {
        for (String[] answer : new String[][] {
            {"20020001", "version of MQTT (0x84)"},
            {"20020002", "refuses the connection (0x85)"},
            {"20020003", "refuses the connection (0x88)"},
            {"20020004", "check user, password"},
            {"20020005", "check user, password"}
        }) {
            try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    MqttLink link = open(
                            settings("tcp://127.0.0.1:" + broker.getLocalPort(), List.of(), BrokerAccess.NONE, ROOM))) {
                try (Socket connection = broker.accept()) {
                    assertThat(connection.getInputStream().read(new byte[1_000]))
                            .isPositive();
                    connection.getOutputStream().write(HexFormat.of().parseHex(answer[0]));
                    assertThat(trouble(Reason.BROKER_REFUSES, Reason.NOT_ALLOWED))
                            .contains(answer[1]);
                }
                assertThat(link.publish("open/a", new byte[1], false, 1)).isFalse();
            }
        }
    }
}
