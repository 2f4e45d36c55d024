/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import java.util.Arrays;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
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
 * The link over Eclipse Paho. A thread of its own connects and waits; every connection gets a fresh client, because the
 * client's automatic reconnect does not always recover, and its persistence stays off, because the spool is ours.
 */
public final class PahoLink implements MqttLink {

    private static final Logger LOGGER = LoggerFactory.getLogger(PahoLink.class);
    private static final long ANSWER_MILLIS = 5_000;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Settings settings;
    private final Listener listener;
    private final Thread thread;

    private volatile @Nullable MqttAsyncClient live;
    private boolean closed;
    private boolean lost;

    private PahoLink(Settings settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
        this.thread = new Thread(this::run, "mqtt-link " + settings.client());
        thread.setDaemon(true);
    }

    /** Begins to connect; returns at once. */
    public static PahoLink open(Settings settings, Listener listener) {
        PahoLink link = new PahoLink(settings, listener);
        link.thread.start();
        return link;
    }

    @Override
    public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        MqttAsyncClient client = live;
        if (client == null) {
            return false;
        }
        try {
            client.publish(topic, payload, 1, retained, null, new Acknowledgement(tag));
            return true;
        } catch (MqttException notNow) {
            LOGGER.atDebug().setCause(notNow).addKeyValue("topic", topic).log("message not taken by the client");
            return false;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(2 * ANSWER_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = 0;
        for (int attempt = 1; awaitTurn(pause); attempt++) {
            MqttAsyncClient client = null;
            try {
                client = new MqttAsyncClient(settings.broker(), settings.client(), new MemoryPersistence());
                connect(client);
                pause = 0;
                live = client;
                listener.connected();
                awaitLoss();
            } catch (MqttException refused) {
                pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, pause * 2));
                LOGGER.atDebug()
                        .setCause(refused)
                        .addKeyValue("broker", settings.broker())
                        .addKeyValue("attempt", attempt)
                        .log("broker not reached");
                listener.disconnected(String.valueOf(refused.getMessage()));
            } finally {
                live = null;
                drop(client);
            }
        }
    }

    private void connect(MqttAsyncClient client) throws MqttException {
        client.setCallback(new Callback());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(5);
        options.setKeepAliveInterval(15);
        if (settings.broker().startsWith("tcp:")) {
            options.setSocketFactory(new BufferedSockets());
        }
        settings.will().ifPresent(will -> {
            MqttMessage message = new MqttMessage(will.payload());
            message.setQos(1);
            message.setRetained(true);
            options.setWill(will.topic(), message);
        });
        client.connect(options).waitForCompletion(2 * ANSWER_MILLIS);
        List<String> filters = settings.filters();
        if (!filters.isEmpty()) {
            int[] qos = new int[filters.size()];
            Arrays.fill(qos, 1);
            client.subscribe(filters.toArray(String[]::new), qos).waitForCompletion(ANSWER_MILLIS);
        }
    }

    /** Waits before the next connection; false when the link is closed. */
    private synchronized boolean awaitTurn(long pauseMillis) {
        long until = System.nanoTime() + pauseMillis * 1_000_000;
        while (!closed && System.nanoTime() < until) {
            pause(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        lost = false;
        return !closed;
    }

    private synchronized void awaitLoss() {
        while (!closed && !lost) {
            pause(ANSWER_MILLIS);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    private synchronized void lose() {
        lost = true;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void drop(@Nullable MqttAsyncClient client) {
        if (client == null) {
            return;
        }
        try {
            if (isClosed() && client.isConnected()) {
                client.disconnect().waitForCompletion(ANSWER_MILLIS);
            } else {
                client.disconnectForcibly(0, 500, true);
            }
        } catch (MqttException gone) {
            LOGGER.atTrace().setCause(gone).log("client was not connected");
        }
        try {
            client.close(true);
        } catch (MqttException failed) {
            LOGGER.atDebug().setCause(failed).log("client did not close");
        }
    }

    /** Hands a PUBACK's reason code on. */
    private final class Acknowledgement implements MqttActionListener {

        private final long tag;

        Acknowledgement(long tag) {
            this.tag = tag;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            listener.acknowledged(tag, worst(token));
        }

        @Override
        public void onFailure(IMqttToken token, Throwable why) {
            int reason = worst(token);
            if (reason >= 0x80) {
                listener.acknowledged(tag, reason);
            }
        }

        private int worst(IMqttToken token) {
            int[] codes = token.getReasonCodes();
            return codes == null ? 0 : Arrays.stream(codes).max().orElse(0);
        }
    }

    private final class Callback implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            try {
                listener.arrived(topic, message.getPayload(), message.isRetained());
            } catch (RuntimeException broken) {
                LOGGER.atError().setCause(broken).addKeyValue("topic", topic).log("message could not be handled");
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            live = null;
            listener.disconnected(String.valueOf(
                    response.getException() == null
                            ? response.getReasonString()
                            : response.getException().getMessage()));
            lose();
        }

        @Override
        public void mqttErrorOccurred(MqttException error) {
            LOGGER.atWarn()
                    .setCause(error)
                    .addKeyValue("broker", settings.broker())
                    .log("client reports an error");
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // the acknowledgement came to the message's own listener
        }

        @Override
        public void connectComplete(boolean reconnect, String server) {
            // connect() waits for it
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            LOGGER.atWarn().addKeyValue("reason", reason).log("unexpected AUTH packet ignored");
        }
    }
}
