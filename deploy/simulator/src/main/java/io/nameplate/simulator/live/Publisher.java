/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes telemetry at QoS 1 on its own thread and connection. What is not acknowledged is sent again after a
 * reconnect, with a fresh client each time; what waits longer than the queue holds is dropped, counted and said, as a
 * Telegraf agent with a full buffer does. Never more in flight than the smallest broker window in the field.
 */
final class Publisher implements AutoCloseable {

    private static final int IN_FLIGHT = 10;
    private static final long PATIENCE_MS = 1_000;

    private static final class Message {
        final long number;
        final String topic;
        final byte[] payload;

        Message(long number, String topic, byte[] payload) {
            this.number = number;
            this.topic = topic;
            this.payload = payload;
        }
    }

    private final URI broker;
    private final String clientId;
    private final int capacity;
    private final Consumer<String> say;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final ConcurrentSkipListMap<Long, Message> unacknowledged = new ConcurrentSkipListMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable MqttAsyncClient client;
    private boolean told;
    private long numbered;
    private long dropped;
    private Semaphore places = new Semaphore(IN_FLIGHT);

    Publisher(URI broker, String clientId, int capacity, Consumer<String> say) {
        this.broker = broker;
        this.clientId = clientId;
        this.capacity = capacity;
        this.say = say;
        thread = new Thread(this::work, "mqtt-" + clientId);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hands a message over; never blocks. */
    void publish(String topic, byte[] payload) {
        synchronized (waiting) {
            if (waiting.size() >= capacity) {
                waiting.removeFirst();
                dropped++;
            }
            waiting.addLast(new Message(numbered++, topic, payload));
            waiting.notifyAll();
        }
    }

    private void work() {
        try {
            while (!closing()) {
                MqttAsyncClient connected = connected();
                if (connected == null) {
                    closing.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
                } else {
                    sendNext(connected);
                }
            }
            MqttAsyncClient connected = client;
            while (connected != null && connected.isConnected() && sendNext(connected)) {
                // what is left goes out before the connection does
            }
            if (connected != null && connected.isConnected()) {
                places.tryAcquire(IN_FLIGHT, PATIENCE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            drop(true);
        }
    }

    private boolean closing() {
        return closing.getCount() == 0;
    }

    private boolean sendNext(MqttAsyncClient connected) throws InterruptedException {
        Message message;
        synchronized (waiting) {
            long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
            while (waiting.isEmpty() && !closing() && System.nanoTime() < patience) {
                waiting.wait(PATIENCE_MS);
            }
            message = waiting.pollFirst();
        }
        if (message != null) {
            send(connected, message);
        }
        return message != null;
    }

    private void send(MqttAsyncClient connected, Message message) throws InterruptedException {
        unacknowledged.put(message.number, message);
        Semaphore window = places;
        if (!window.tryAcquire(10 * PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            lost("it acknowledges nothing");
            return;
        }
        try {
            connected.publish(message.topic, message.payload, 1, false, null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    unacknowledged.remove(message.number);
                    window.release();
                }

                @Override
                public void onFailure(IMqttToken token, Throwable failure) {
                    window.release();
                }
            });
        } catch (MqttException failed) {
            window.release();
            lost(failed.getMessage());
        }
    }

    private void lost(@Nullable String why) {
        if (!told) {
            say.accept(clientId + ": the broker at " + broker + " is gone (" + why + "); trying again every second");
            told = true;
        }
        drop(false);
    }

    /** The connection, made afresh if there is none; null while the broker cannot be had. */
    private @Nullable MqttAsyncClient connected() {
        MqttAsyncClient known = client;
        if (known != null && known.isConnected()) {
            return known;
        }
        if (known != null) {
            lost("connection lost");
        }
        try {
            MqttAsyncClient fresh = new MqttAsyncClient(broker.toString(), clientId, new MemoryPersistence());
            client = fresh;
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(true);
            options.setAutomaticReconnect(false);
            options.setConnectionTimeout(5);
            options.setKeepAliveInterval(20);
            fresh.connect(options).waitForCompletion(5 * PATIENCE_MS);
            resume();
            return fresh;
        } catch (MqttException failed) {
            lost(failed.getMessage());
            return null;
        }
    }

    private void resume() {
        places = new Semaphore(IN_FLIGHT);
        List<Message> again = new ArrayList<>(unacknowledged.values());
        unacknowledged.clear();
        synchronized (waiting) {
            for (int i = again.size() - 1; i >= 0; i--) {
                waiting.addFirst(again.get(i));
            }
            while (waiting.size() > capacity) {
                waiting.removeFirst();
                dropped++;
            }
            if (told) {
                say.accept(clientId + ": the broker at " + broker + " is back; " + dropped
                        + " messages were dropped meanwhile");
            }
            dropped = 0;
        }
        told = false;
    }

    private void drop(boolean politely) {
        MqttAsyncClient known = client;
        client = null;
        if (known == null) {
            return;
        }
        try {
            if (politely && known.isConnected()) {
                known.disconnect(PATIENCE_MS).waitForCompletion(PATIENCE_MS);
            } else {
                known.disconnectForcibly(0, 0, false);
            }
        } catch (MqttException already) {
            say.accept("the connection to " + broker + " ended: " + already.getMessage());
        }
        try {
            known.close(true);
        } catch (MqttException already) {
            say.accept("the client of " + broker + " did not close: " + already.getMessage());
        }
    }

    /** Waits a moment for what is on its way, then disconnects. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        synchronized (waiting) {
            waiting.notifyAll();
        }
        thread.join(3 * PATIENCE_MS);
    }
}
