/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.collectors.link.MqttLink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A connection that keeps what is published, and has places for as many messages as the test says. */
final class FakeLink implements MqttLink {

    record Message(String topic, ByteBuffer bytes, boolean retained, long tag) {
        byte[] payload() {
            return bytes.array();
        }
    }

    private final List<Message> messages = new ArrayList<>();
    private int places = Integer.MAX_VALUE;
    private boolean closed;

    @Override
    public synchronized boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        if (places == 0 || closed) {
            return false;
        }
        places--;
        messages.add(new Message(topic, ByteBuffer.wrap(payload), retained, tag));
        return true;
    }

    synchronized void places(int number) {
        places = number;
    }

    /** Everything published since the last call. */
    synchronized List<Message> taken() {
        List<Message> taken = List.copyOf(messages);
        messages.clear();
        return taken;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
