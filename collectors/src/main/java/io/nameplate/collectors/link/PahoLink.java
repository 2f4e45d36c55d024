/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.broker.PahoWay;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link over Eclipse Paho; its own reconnect and its persistence stay off. */
public final class PahoLink implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(PahoLink.class);
    private static final long ANSWER_MILLIS = 5_000;
    private static final int REFUSED = 0x80;

    private final MqttAsyncClient client;
    private final MqttLink.Settings settings;
    private final MqttLink.Listener listener;

    private PahoLink(MqttAsyncClient client, MqttLink.Settings settings, MqttLink.Listener listener) {
        this.client = client;
        this.settings = settings;
        this.listener = listener;
    }

    /** Begins to connect; returns at once. */
    public static MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener) {
        return new ReconnectingLink(settings, listener, PahoLink::dial);
    }

    private static PahoLink dial(MqttLink.Settings settings, MqttLink.Listener listener, Consumer<LinkTrouble> lost)
            throws NotConnected {
        String broker = settings.broker();
        try {
            MqttAsyncClient client =
                    new MqttAsyncClient(PahoWay.address(broker), settings.client(), new MemoryPersistence());
            PahoLink link = new PahoLink(client, settings, listener);
            try {
                link.connect(lost);
                return link;
            } catch (MqttException | IOException refused) {
                link.end(false);
                throw refused;
            }
        } catch (MqttException | IOException refused) {
            throw PahoWay.notConnected(broker, refused);
        }
    }

    private void connect(Consumer<LinkTrouble> lost) throws MqttException, IOException {
        client.setCallback(new Callback(lost));
        MqttConnectionOptions options = PahoWay.options(settings.broker(), settings.access(), settings.maxPacket());
        options.setCleanStart(settings.kept().isZero());
        options.setSessionExpiryInterval(settings.kept().toSeconds());
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
            IMqttToken answer = client.subscribe(filters.toArray(String[]::new), qos);
            answer.waitForCompletion(ANSWER_MILLIS);
            int worst = PahoWay.worst(answer);
            if (worst >= REFUSED) {
                throw new MqttException(worst);
            }
        }
    }

    @Override
    public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        try {
            client.publish(topic, payload, 1, retained, null, new Acknowledgement(tag));
            return true;
        } catch (MqttException notNow) {
            LOGGER.atDebug().setCause(notNow).addKeyValue("topic", topic).log("message not taken by the client");
            return false;
        }
    }

    @Override
    public void end(boolean inGoodOrder) {
        try {
            if (inGoodOrder && client.isConnected()) {
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
            listener.acknowledged(tag, PahoWay.worst(token));
        }

        @Override
        public void onFailure(IMqttToken token, Throwable why) {
            int reason = PahoWay.worst(token);
            if (reason >= REFUSED) {
                listener.acknowledged(tag, reason);
            }
        }
    }

    private final class Callback implements MqttCallback {

        private final Consumer<LinkTrouble> lost;

        Callback(Consumer<LinkTrouble> lost) {
            this.lost = lost;
        }

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
            lost.accept(PahoWay.lost(settings.broker(), response));
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
