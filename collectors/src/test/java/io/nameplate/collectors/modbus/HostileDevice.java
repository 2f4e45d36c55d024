/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A device on a real socket that answers each request as a test wants it. */
public final class HostileDevice implements AutoCloseable {

    /** What a device does about a request. */
    public interface Behaviour {

        /**
         * Answers.
         *
         * @param connection the number of the connection, from 1
         * @param request the frame, whole
         */
        void answer(int connection, byte[] request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final boolean rtu;
    private final Behaviour behaviour;
    public final AtomicInteger connections = new AtomicInteger();
    public final List<byte[]> requests = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch closing = new CountDownLatch(1);

    /** A device that listens at once. */
    public HostileDevice(boolean rtu, Behaviour behaviour) throws IOException {
        this.rtu = rtu;
        this.behaviour = behaviour;
        thread(this::accept);
    }

    public Address address() {
        return new Address(rtu ? Transport.RTU_OVER_TCP : Transport.TCP, "127.0.0.1", server.getLocalPort(), null);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "hostile-device");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                thread(() -> serve(number, socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(int number, Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            while (true) {
                byte[] frame = in.readNBytes(rtu ? 8 : 12);
                if (frame.length < 8) {
                    return;
                }
                requests.add(frame);
                behaviour.answer(number, frame, socket.getOutputStream());
            }
        } catch (IOException | InterruptedException closed) {
            // either side has closed
        }
    }

    /** A good answer of registers that all hold the low byte of their address. */
    public static byte[] good(byte[] request) {
        int count = request[11] & 0xFF;
        byte[] frame = new byte[9 + 2 * count];
        System.arraycopy(request, 0, frame, 0, 8);
        frame[4] = (byte) ((3 + 2 * count) >> 8);
        frame[5] = (byte) (3 + 2 * count);
        frame[8] = (byte) (2 * count);
        for (int i = 0; i < count; i++) {
            frame[9 + 2 * i + 1] = (byte) (request[9] + i);
        }
        return frame;
    }

    /** The frame of a PDU in answer to a request. */
    static byte[] framed(byte[] request, int... pdu) {
        byte[] frame = new byte[7 + pdu.length];
        System.arraycopy(request, 0, frame, 0, 7);
        frame[4] = 0;
        frame[5] = (byte) (1 + pdu.length);
        for (int i = 0; i < pdu.length; i++) {
            frame[7 + i] = (byte) pdu[i];
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : List.copyOf(sockets)) {
            socket.close();
        }
    }
}
