/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets that read through a buffer: the MQTT client reads byte by byte, and each would be a system call. */
final class BufferedSockets extends SocketFactory {

    private static final int BUFFER = 64 * 1024;

    @Override
    public Socket createSocket() {
        return new BufferedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("the client connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("the client connects by itself");
    }

    private static final class BufferedSocket extends Socket {

        private @Nullable InputStream buffered;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                buffered = new BufferedInput(super.getInputStream());
            }
            return buffered;
        }
    }

    /** As the library's, but without a lock for each byte: only the client's receiving thread reads. */
    private static final class BufferedInput extends InputStream {

        private final InputStream from;
        private final byte[] buffer = new byte[BUFFER];
        private int next;
        private int end;

        BufferedInput(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            return next < end || fill() ? buffer[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (next == end && !fill()) {
                return -1;
            }
            int count = Math.min(length, end - next);
            System.arraycopy(buffer, next, into, offset, count);
            next += count;
            return count;
        }

        /** Empty before it reads: a read that times out must not leave what was read before to be read again. */
        private boolean fill() throws IOException {
            next = 0;
            end = 0;
            end = Math.max(0, from.read(buffer, 0, buffer.length));
            return end > 0;
        }

        @Override
        public int available() throws IOException {
            return end - next + from.available();
        }

        @Override
        public void close() throws IOException {
            from.close();
        }
    }
}
