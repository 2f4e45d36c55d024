/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.broker.PahoWay;
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

    private static final int REFUSED = 0x80;

    private final MqttAsyncClient client;
    private final String broker;

    private PahoLink(MqttAsyncClient client, String broker) {
        this.client = client;
        this.broker = broker;
    }

    /** Links to a broker. */
    public static BrokerLink.Factory factory(Broker broker) {
        return (name, listener) -> new ReconnectingLink(broker, name, listener, PahoLink::dial);
    }

    private static PahoLink dial(Broker broker, String name, BrokerLink.Listener listener, Consumer<LinkTrouble> lost)
            throws NotConnected {
        String address = broker.address();
        try {
            MqttAsyncClient client = new MqttAsyncClient(PahoWay.address(address), name, new MemoryPersistence());
            client.setCallback(new Callback(address, listener, lost));
            PahoLink link = new PahoLink(client, address);
            try {
                MqttConnectionOptions options =
                        PahoWay.options(address, broker.access(), ReconnectingLink.MOST_PACKET_BYTES);
                options.setReceiveMaximum(1000);
                client.connect(options).waitForCompletion(2 * ANSWER_MILLIS);
                return link;
            } catch (MqttException | IOException refused) {
                link.end(false);
                throw refused;
            }
        } catch (MqttException | IOException refused) {
            throw PahoWay.notConnected(address, refused);
        }
    }

    @Override
    public void subscribe(List<String> filters) throws NotConnected {
        int[] qos = new int[filters.size()];
        Arrays.fill(qos, 1);
        try {
            IMqttToken answer = client.subscribe(filters.toArray(String[]::new), qos);
            answer.waitForCompletion(ANSWER_MILLIS);
            if (PahoWay.worst(answer) >= REFUSED) {
                throw new MqttException(PahoWay.worst(answer));
            }
        } catch (MqttException refused) {
            throw new NotConnected(PahoWay.trouble(broker, refused), refused);
        }
    }

    @Override
    public void publishRetained(String topic, byte[] payload) throws NotConnected {
        try {
            IMqttToken answer = client.publish(topic, payload, 1, true);
            answer.waitForCompletion(ANSWER_MILLIS);
            if (PahoWay.worst(answer) >= REFUSED) {
                throw new NotConnected(LinkTrouble.unpublished(topic, PahoWay.worst(answer)));
            }
        } catch (MqttException refused) {
            LinkTrouble trouble = PahoWay.trouble(broker, refused);
            throw new NotConnected(
                    trouble.reason() == LinkTrouble.Reason.NOT_ALLOWED
                            ? LinkTrouble.unpublished(topic, refused.getReasonCode())
                            : trouble,
                    refused);
        }
    }

    @Override
    public void end(boolean inGoodOrder) {
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

    private record Callback(String broker, BrokerLink.Listener listener, Consumer<LinkTrouble> lost)
            implements MqttCallback {

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
            lost.accept(PahoWay.lost(broker, response));
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
