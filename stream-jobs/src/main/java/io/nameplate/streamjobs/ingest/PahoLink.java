/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link over Eclipse Paho; its own reconnect and its persistence stay off. */
public final class PahoLink implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(PahoLink.class);
    private static final long ANSWER_MILLIS = 5_000;

    private final MqttAsyncClient client;

    private PahoLink(MqttAsyncClient client) {
        this.client = client;
    }

    /** Links to a broker such as {@code tcp://127.0.0.1:1883}. */
    public static BrokerLink.Factory factory(String broker) {
        return (name, listener) -> new ReconnectingLink(broker, name, listener, PahoLink::dial);
    }

    private static PahoLink dial(String broker, String name, BrokerLink.Listener listener, Consumer<String> lost)
            throws IOException {
        try {
            MqttAsyncClient client = new MqttAsyncClient(broker, name, new MemoryPersistence());
            client.setCallback(new Callback(listener, lost));
            PahoLink link = new PahoLink(client);
            try {
                client.connect(options(broker)).waitForCompletion(2 * ANSWER_MILLIS);
                return link;
            } catch (MqttException refused) {
                link.end();
                throw refused;
            }
        } catch (MqttException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static MqttConnectionOptions options(String broker) {
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
        return options;
    }

    @Override
    public void subscribe(List<String> filters) throws IOException {
        int[] qos = new int[filters.size()];
        Arrays.fill(qos, 1);
        try {
            client.subscribe(filters.toArray(String[]::new), qos).waitForCompletion(ANSWER_MILLIS);
        } catch (MqttException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void publishRetained(String topic, byte[] payload) throws IOException {
        try {
            client.publish(topic, payload, 1, true).waitForCompletion(ANSWER_MILLIS);
        } catch (MqttException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void end() {
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

    private record Callback(BrokerLink.Listener listener, Consumer<String> lost) implements MqttCallback {

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
            MqttException why = response.getException();
            lost.accept(String.valueOf(why == null ? response.getReasonString() : why.getMessage()));
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
