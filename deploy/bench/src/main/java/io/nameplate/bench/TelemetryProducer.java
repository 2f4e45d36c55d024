/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All nodes of a site that publish once a second, each at its own moment, QoS 1: one connection that only writes packets (MQTT
 * 3.1.1), so that next to nothing of the machine goes into making them. Asked by lines: {@code play SECOND COUNT NODES}, where only
 * the first nodes speak. The arguments are
 * the broker's port, the form and the blocks.
 */
final class TelemetryProducer {

    private static final int BUFFER = 256 * 1024;
    private static final int CONNACK = 4;
    private static final byte[] CONNECT = {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 2, 'n', 's'};
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int LARGEST_ID = 0xffff;
    private static final long PAUSE_NANOS = 500_000;

    private final Clock clock;
    private final NodeMessages messages;
    private final List<byte[]> heads = new ArrayList<>();
    private final OutputStream out;
    private int id;

    private TelemetryProducer(Clock clock, NodeMessages messages, List<String> nodes, Socket socket)
            throws IOException {
        this.clock = clock;
        this.messages = messages;
        for (int node = 0; node < nodes.size(); node++) {
            heads.add(head(NodeMessages.topic(node, nodes), messages.get(node).length));
        }
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        out.write(CONNECT);
        out.flush();
        if (socket.getInputStream().readNBytes(CONNACK)[3] != 0) {
            throw new IOException("the broker refuses the connection");
        }
    }

    /** A packet up to its number: its kind, its length and the topic. */
    private static byte[] head(String topic, int payload) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(bytes);
        head.write(PUBLISH_QOS_1);
        int rest = 2 + name.length + 2 + payload;
        for (; rest > 0x7f; rest >>>= 7) {
            head.write(rest | 0x80);
        }
        head.write(rest);
        head.writeShort(name.length);
        head.write(name);
        return bytes.toByteArray();
    }

    /** Serves its parent. */
    public static void main(String[] args) throws IOException {
        List<String> nodes = NodeMessages.nodes(Integer.parseInt(args[2]));
        NodeMessages messages = new NodeMessages(NodeMessages.Form.valueOf(args[1]), nodes);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            TelemetryProducer producer = new TelemetryProducer(Clock.systemUTC(), messages, nodes, socket);
            Thread answers = new Thread(() -> drop(socket), "answers");
            answers.setDaemon(true);
            answers.start();
            System.out.println(Child.DONE);
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                String[] words = line.split(" ", -1);
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    producer.second(Long.parseLong(words[1]) + i, Integer.parseInt(words[3]));
                }
                System.out.println(Child.DONE);
            }
        }
    }

    private static void drop(Socket socket) {
        byte[] answers = new byte[BUFFER];
        try (InputStream in = socket.getInputStream()) {
            while (in.read(answers) >= 0) {
                // the broker has taken some more
            }
        } catch (IOException ended) {
            System.err.println("connection ended: " + ended);
        }
    }

    private void second(long second, int count) throws IOException {
        long begin = TimeUnit.SECONDS.toMicros(second);
        int sent = 0;
        while (sent < count) {
            long passed = clock.millis() * 1_000 - begin;
            int due = (int) Math.min(count, Math.max(0, passed * count / 1_000_000));
            if (due == sent) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            for (; sent < due; sent++) {
                send(sent, second);
            }
            out.flush();
        }
    }

    private void send(int node, long second) throws IOException {
        messages.at(node, second);
        id = id == LARGEST_ID ? 1 : id + 1;
        out.write(heads.get(node));
        out.write(id >>> 8);
        out.write(id);
        out.write(messages.get(node));
    }
}
