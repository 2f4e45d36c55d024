/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSocketsTest {

    private static final byte PING = (byte) 0xd0;

    /** The client looks up from a silent connection once a second; old messages came again then. */
    @Test
    void whatWasReadIsNotReadAgainAfterASilence() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new BrokerSockets(1_000).createSocket()) {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            try (Socket peer = server.accept()) {
                InputStream in = socket.getInputStream();
                socket.setSoTimeout(10_000);
                peer.getOutputStream().write(new byte[] {PING, 0, PING});
                peer.getOutputStream().flush();
                assertThat(in.readNBytes(3)).containsExactly(PING, 0, PING);
                socket.setSoTimeout(20);
                for (int silence = 0; silence < 3; silence++) {
                    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
                    assertThatThrownBy(() -> in.read(new byte[8])).isInstanceOf(SocketTimeoutException.class);
                    assertThat(in.available()).isZero();
                }
                socket.setSoTimeout(10_000);
                peer.getOutputStream().write(0);
                peer.getOutputStream().flush();
                assertThat(in.read()).isZero();
                peer.close();
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    /** Whatever the pieces are in which it comes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 5_000})
    void packetsUpToTheLongestPassAndALongerOneEndsTheConnectionBeforeItIsThere(int piece) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int body : new int[] {0, 1, 127, 128, 997, 0}) {
            stream.write(packet(body));
        }
        PacketGuard guard = new PacketGuard(1_000);
        pass(guard, stream.toByteArray(), piece);
        assertThatThrownBy(() -> pass(guard, Arrays.copyOf(packet(998), 3), piece))
                .isInstanceOf(PacketGuard.TooLarge.class)
                .hasMessageContaining("1001 bytes");
        assertThatThrownBy(() -> pass(new PacketGuard(Integer.MAX_VALUE), new byte[] {48, -1, -1, -1, -1, 1}, piece))
                .as("a length of five bytes")
                .isInstanceOf(PacketGuard.TooLarge.class);
    }

    private static void pass(PacketGuard guard, byte[] bytes, int piece) throws IOException {
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            guard.pass(part, part.length);
        }
    }

    private static byte[] packet(int body) {
        byte[] length = body < 128 ? new byte[] {(byte) body} : new byte[] {(byte) (body | 0x80), (byte) (body >> 7)};
        byte[] packet = new byte[1 + length.length + body];
        packet[0] = 0x30;
        System.arraycopy(length, 0, packet, 1, length.length);
        Arrays.fill(packet, 1 + length.length, packet.length, (byte) 0xff);
        return packet;
    }
}
