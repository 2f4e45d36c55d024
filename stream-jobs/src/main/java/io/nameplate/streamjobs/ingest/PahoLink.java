/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over Eclipse Paho. One thread connects, subscribes and publishes; the client's own reconnect and persistence
 * stay off, and every connection gets a fresh client, because a client that lost one does not always recover.
 */
public final class PahoLink implements BrokerLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(PahoLink.class);
    private static final long ANSWER_MILLIS = 5_000;
    private static final long MAX_PAUSE_MILLIS = 5_000;

    private final String broker;
    private final String name;
    private final Listener listener;
    private final Thread thread;

    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private List<String> filters = List.of();
    private boolean filtersChanged;
    private boolean closed;
    private boolean lost;

    private PahoLink(String broker, String name, Listener listener) {
        this.broker = broker;
        this.name = name;
        this.listener = listener;
        this.thread = new Thread(this::run, "mqtt-link " + name);
        thread.setDaemon(true);
    }

    /** Links to a broker such as {@code tcp://127.0.0.1:1883}. */
    public static Factory factory(String broker) {
        return (name, listener) -> {
            PahoLink link = new PahoLink(broker, name, listener);
            link.thread.start();
            return link;
        };
    }

    @Override
    public synchronized void subscribe(Collection<String> newFilters) {
        filters = List.copyOf(newFilters);
        filtersChanged = true;
        notifyAll();
    }

    @Override
    public synchronized void publishRetained(String topic, byte[] payload) {
        waiting.put(topic, payload);
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(2 * ANSWER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = 0;
        for (int attempt = 1; awaitTurn(pause); attempt++) {
            MqttAsyncClient client = null;
            try {
                client = connect(attempt);
                pause = 0;
                serve(client);
            } catch (MqttException e) {
                pause = Math.min(MAX_PAUSE_MILLIS, Math.max(250, pause * 2));
                LOGGER.atDebug().setCause(e).addKeyValue("broker", broker).log("the broker is not reached");
                listener.disconnected(String.valueOf(e.getMessage()));
            } finally {
                drop(client);
            }
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(long pause) {
        long until = System.nanoTime() + pause * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            await(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        lost = false;
        filtersChanged = true;
        return !closed;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private MqttAsyncClient connect(int attempt) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(broker, name + "-" + attempt, new MemoryPersistence());
        client.setCallback(new Callback());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(5);
        options.setKeepAliveInterval(15);
        options.setReceiveMaximum(1000);
        if (broker.startsWith("tcp:")) {
            options.setSocketFactory(new BufferedSockets());
        }
        try {
            client.connect(options).waitForCompletion(2 * ANSWER_MILLIS);
        } catch (MqttException e) {
            drop(client);
            throw e;
        }
        listener.connected();
        return client;
    }

    /** Subscribes and publishes until the connection is lost or the link closed. */
    private void serve(MqttAsyncClient client) throws MqttException {
        while (true) {
            List<String> subscribe;
            Map<String, byte[]> publish;
            synchronized (this) {
                while (!closed && !lost && !filtersChanged && waiting.isEmpty()) {
                    await(ANSWER_MILLIS);
                }
                if (closed || lost) {
                    return;
                }
                subscribe = filtersChanged ? filters : List.of();
                filtersChanged = false;
                publish = new LinkedHashMap<>(waiting);
            }
            if (!subscribe.isEmpty()) {
                int[] qos = new int[subscribe.size()];
                Arrays.fill(qos, 1);
                client.subscribe(subscribe.toArray(String[]::new), qos).waitForCompletion(ANSWER_MILLIS);
            }
            for (Map.Entry<String, byte[]> message : publish.entrySet()) {
                client.publish(message.getKey(), message.getValue(), 1, true).waitForCompletion(ANSWER_MILLIS);
                published(message.getKey(), message.getValue());
            }
        }
    }

    /** Forgets a message that the broker has acknowledged, unless a newer one waits; what was not goes out again. */
    private synchronized void published(String topic, byte[] payload) {
        if (waiting.get(topic) == payload) {
            waiting.remove(topic);
        }
    }

    private static void drop(@Nullable MqttAsyncClient client) {
        if (client == null) {
            return;
        }
        try {
            client.disconnectForcibly(0, 500, true);
        } catch (MqttException e) {
            LOGGER.atTrace().setCause(e).log("the client was not connected");
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOGGER.atDebug().setCause(e).log("the client did not close");
        }
    }

    private synchronized void lose() {
        lost = true;
        notifyAll();
    }

    private final class Callback implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            try {
                listener.arrived(topic, message.getPayload(), message.isRetained());
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).addKeyValue("topic", topic).log("a message could not be handled");
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lose();
            MqttException why = response.getException();
            listener.disconnected(String.valueOf(why == null ? response.getReasonString() : why.getMessage()));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOGGER.atDebug().setCause(exception).log("the client reports an error");
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // publishing waits for its answer where it publishes
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            LOGGER.atDebug().addKeyValue("broker", serverUri).log("connected");
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            LOGGER.atWarn()
                    .addKeyValue("reason", reasonCode)
                    .log("the broker asks for an authentication that is not supported");
        }
    }
}
