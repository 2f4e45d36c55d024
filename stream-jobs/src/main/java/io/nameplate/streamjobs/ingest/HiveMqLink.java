/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.HiveMqWay;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link over the HiveMQ client, which takes whole buffers where Paho takes bytes; its own reconnect stays off. */
public final class HiveMqLink implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(HiveMqLink.class);
    private static final long ANSWER_SECONDS = 5;

    private final Mqtt5AsyncClient client;
    private final String broker;

    private HiveMqLink(Mqtt5AsyncClient client, String broker) {
        this.client = client;
        this.broker = broker;
    }

    /** Links to a broker. */
    public static BrokerLink.Factory factory(Broker broker) {
        return (name, listener) -> new ReconnectingLink(broker, name, listener, HiveMqLink::dial);
    }

    private static HiveMqLink dial(Broker broker, String name, BrokerLink.Listener listener, Consumer<LinkTrouble> lost)
            throws NotConnected {
        String address = broker.address();
        AtomicBoolean connected = new AtomicBoolean();
        Mqtt5AsyncClient client;
        Mqtt5Connect connect;
        try {
            BrokerAccess access = broker.access();
            client = HiveMqWay.builder(address, access)
                    .identifier(name)
                    .addDisconnectedListener(context -> {
                        if (connected.get()) {
                            lost.accept(HiveMqWay.trouble(address, context.getCause()));
                        }
                    })
                    .buildAsync();
            connect = HiveMqWay.connect(access, ReconnectingLink.MOST_PACKET_BYTES)
                    .build();
        } catch (UnusableFile broken) {
            throw HiveMqWay.notConnected(address, broken);
        }
        // before there is a connection: what comes while nobody listens is dropped
        client.publishes(MqttGlobalPublishFilter.ALL, message -> arrived(listener, message));
        HiveMqLink link = new HiveMqLink(client, address);
        try {
            HiveMqWay.dial(client, connect);
        } catch (IOException refused) {
            link.end(false);
            throw HiveMqWay.notConnected(address, refused);
        }
        connected.set(true);
        return link;
    }

    private static void arrived(BrokerLink.Listener listener, Mqtt5Publish message) {
        try {
            listener.arrived(message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain());
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("topic", message.getTopic())
                    .log("a message could not be handled");
        }
    }

    @Override
    public void subscribe(List<String> filters) throws NotConnected {
        try {
            HiveMqWay.subscribe(client, filters);
        } catch (IOException refused) {
            throw new NotConnected(HiveMqWay.trouble(broker, refused), refused);
        }
    }

    @Override
    public void publishRetained(String topic, byte[] payload) throws NotConnected {
        try {
            HiveMqWay.await(
                    client.publishWith()
                            .topic(topic)
                            .payload(payload)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .retain(true)
                            .send(),
                    ANSWER_SECONDS);
        } catch (IOException refused) {
            throw new NotConnected(HiveMqWay.unpublished(broker, topic, refused), refused);
        }
    }

    @Override
    public void end(boolean inGoodOrder) {
        try {
            HiveMqWay.await(client.disconnect(), ANSWER_SECONDS);
        } catch (IOException gone) {
            LOGGER.atTrace().setCause(gone).log("the client was not connected");
        }
    }
}
