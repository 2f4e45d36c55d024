/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class BufferedSocketsTest {

    /** The client looks up from a silent connection once a second; old messages came again then. */
    @Test
    void whatWasReadIsNotReadAgainAfterASilence() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new BufferedSockets().createSocket()) {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            try (Socket peer = server.accept()) {
                InputStream in = socket.getInputStream();
                socket.setSoTimeout(10_000);
                peer.getOutputStream().write(new byte[] {1, 2, 3});
                peer.getOutputStream().flush();
                assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
                socket.setSoTimeout(20);
                for (int silence = 0; silence < 3; silence++) {
                    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
                    assertThatThrownBy(() -> in.read(new byte[8])).isInstanceOf(SocketTimeoutException.class);
                    assertThat(in.available()).isZero();
                }
                socket.setSoTimeout(10_000);
                peer.getOutputStream().write(4);
                peer.getOutputStream().flush();
                assertThat(in.read()).isEqualTo(4);
                peer.close();
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }
}
