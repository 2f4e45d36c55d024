/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for a client that reads byte by byte: they read through a buffer, where each byte would be a system call, or a lock
 * of the TLS engine. Where there are certificates they speak TLS by themselves, and compare the host with the certificate, so
 * that both kinds of connection are the same to the client.
 */
final class BrokerSockets extends SocketFactory {

    private static final int BUFFER = 64 * 1024;

    private final String host;
    private final Optional<SSLContext> tls;
    private final int maxPacket;

    /**
     * Plain sockets.
     *
     * @param maxPacket bytes of the longest packet that is let through
     */
    BrokerSockets(int maxPacket) {
        this("", Optional.empty(), maxPacket);
    }

    /** Sockets that speak TLS. */
    BrokerSockets(String host, SSLContext tls, int maxPacket) {
        this(host, Optional.of(tls), maxPacket);
    }

    private BrokerSockets(String host, Optional<SSLContext> tls, int maxPacket) {
        this.host = host;
        this.tls = tls;
        this.maxPacket = maxPacket;
    }

    @Override
    public Socket createSocket() {
        return tls.<Socket>map(context -> new SecuredSocket(host, context, maxPacket))
                .orElseGet(() -> new BufferedSocket(maxPacket));
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

        private final int maxPacket;
        private @Nullable InputStream buffered;

        BufferedSocket(int maxPacket) {
            this.maxPacket = maxPacket;
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                buffered = new BufferedInput(super.getInputStream(), maxPacket);
            }
            return buffered;
        }
    }

    /**
     * Connects, shakes hands, and passes on what the client does with a socket to the one that encrypts. It closes what is under
     * the encryption: a last word in TLS would wait for a broker that takes nothing more.
     */
    private static final class SecuredSocket extends Socket {

        private final String host;
        private final SSLContext tls;
        private final int maxPacket;
        private final Socket plain = new Socket();
        private @Nullable SSLSocket secured;
        private @Nullable InputStream buffered;

        SecuredSocket(String host, SSLContext tls, int maxPacket) {
            this.host = host;
            this.tls = tls;
            this.maxPacket = maxPacket;
        }

        @Override
        public void connect(SocketAddress to, int timeoutMillis) throws IOException {
            try {
                plain.connect(to, timeoutMillis);
                plain.setTcpNoDelay(true);
                plain.setSoTimeout(timeoutMillis);
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                InputStream in = new BufferedInput(socket.getInputStream(), maxPacket);
                synchronized (this) {
                    secured = socket;
                    buffered = in;
                }
            } catch (IOException failed) {
                plain.close();
                throw failed;
            }
        }

        private synchronized SSLSocket secured() throws SocketException {
            if (secured == null) {
                throw new SocketException("the socket is not connected");
            }
            return secured;
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                throw new SocketException("the socket is not connected");
            }
            return buffered;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return secured().getOutputStream();
        }

        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            secured().setSoTimeout(millis);
        }

        @Override
        public void shutdownInput() throws IOException {
            plain.shutdownInput();
        }

        @Override
        public synchronized void close() throws IOException {
            plain.close();
        }
    }

    /** As the library's, but without a lock for each byte: only the client's receiving thread reads. */
    private static final class BufferedInput extends InputStream {

        private final InputStream from;
        private final PacketGuard guard;
        private final byte[] buffer = new byte[BUFFER];
        private int next;
        private int end;

        BufferedInput(InputStream from, int maxPacket) {
            this.from = from;
            this.guard = new PacketGuard(maxPacket);
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
            int read = Math.max(0, from.read(buffer, 0, buffer.length));
            guard.pass(buffer, read);
            end = read;
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
