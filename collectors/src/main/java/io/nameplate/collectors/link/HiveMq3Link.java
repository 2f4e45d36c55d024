/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.nameplate.access.broker.HiveMq3Way;
import io.nameplate.access.broker.HiveMqWay;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to a broker that speaks MQTT 3.1.1, over the HiveMQ client; its own reconnect stays off. What a broker cannot say in
 * this version is not known here either: a message that it does not let us publish is acknowledged like one that it takes, and
 * another client that takes our place only ends the connection.
 */
final class HiveMq3Link implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(HiveMq3Link.class);
    private static final long ANSWER_SECONDS = 5;
    private static final int ACCEPTED = 0;

    private final Mqtt3AsyncClient client;
    private final MqttLink.Listener listener;

    private HiveMq3Link(Mqtt3AsyncClient client, MqttLink.Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** Begins to connect; returns at once. */
    static MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener) {
        return new ReconnectingLink(settings, listener, HiveMq3Link::dial);
    }

    private static HiveMq3Link dial(MqttLink.Settings settings, MqttLink.Listener listener, Consumer<LinkTrouble> lost)
            throws NotConnected {
        AtomicBoolean connected = new AtomicBoolean();
        Mqtt3AsyncClient client;
        Mqtt5Connect connect;
        try {
            client = HiveMq3Way.builder(settings.broker(), settings.access())
                    .identifier(settings.client())
                    .addDisconnectedListener(context -> {
                        if (connected.get()) {
                            lost.accept(HiveMq3Way.trouble(settings.broker(), context.getCause()));
                        }
                    })
                    .buildAsync();
            connect = HiveMqLink.connect(settings, Math.max(settings.maxPacket(), MqttLink.Settings.UNTOLD_PACKET));
        } catch (UnusableFile broken) {
            throw HiveMq3Way.notConnected(settings.broker(), broken);
        }
        HiveMq3Link link = new HiveMq3Link(client, listener);
        // before there is a connection: what comes while nobody listens is dropped
        client.publishes(MqttGlobalPublishFilter.ALL, link::arrived, Runnable::run, true);
        try {
            HiveMq3Way.dial(client, connect);
            connected.set(true);
            HiveMq3Way.subscribe(client, settings.filters());
        } catch (IOException refused) {
            connected.set(false);
            link.end(false);
            throw HiveMq3Way.notConnected(settings.broker(), refused);
        }
        return link;
    }

    /** Acknowledged only after it was taken; one that cannot be handled too, for it would come again with every connection. */
    private void arrived(Mqtt3Publish message) {
        try {
            listener.arrived(message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain());
        } catch (RuntimeException broken) {
            LOGGER.atError()
                    .setCause(broken)
                    .addKeyValue("topic", message.getTopic())
                    .log("message could not be handled");
        }
        message.acknowledge();
    }

    @Override
    public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
        if (!client.getState().isConnected()) {
            return false;
        }
        CompletableFuture<?> unused = client.publishWith()
                .topic(topic)
                .payload(payload)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(retained)
                .send()
                .thenRun(() -> listener.acknowledged(tag, ACCEPTED));
        return true;
    }

    @Override
    public void end(boolean inGoodOrder) {
        try {
            // it says goodbye whenever there is a connection; without one it only frees the client
            HiveMqWay.await(client.disconnect(), ANSWER_SECONDS);
        } catch (IOException gone) {
            LOGGER.atTrace().setCause(gone).log("client was not connected");
        }
    }
}
