/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.nameplate.access.broker.HiveMqWay;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.NotConnected;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over the HiveMQ client, which takes whole buffers where Paho takes bytes: for those who have much to send or to
 * receive. Its own reconnect stays off.
 */
public final class HiveMqLink implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(HiveMqLink.class);
    private static final long ANSWER_SECONDS = 5;
    private static final int REFUSED = 0x80;

    private final Mqtt5AsyncClient client;
    private final MqttLink.Listener listener;

    private HiveMqLink(Mqtt5AsyncClient client, MqttLink.Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** Begins to connect; returns at once. */
    public static MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener) {
        return new ReconnectingLink(settings, listener, HiveMqLink::dial);
    }

    private static HiveMqLink dial(MqttLink.Settings settings, MqttLink.Listener listener, Consumer<LinkTrouble> lost)
            throws NotConnected {
        AtomicBoolean connected = new AtomicBoolean();
        Mqtt5AsyncClient client;
        Mqtt5Connect connect;
        try {
            client = HiveMqWay.builder(settings.broker(), settings.access())
                    .identifier(settings.client())
                    .addDisconnectedListener(context -> {
                        if (connected.get()) {
                            lost.accept(HiveMqWay.trouble(settings.broker(), context.getCause()));
                        }
                    })
                    .buildAsync();
            connect = connect(settings, settings.maxPacket());
        } catch (UnusableFile broken) {
            throw HiveMqWay.notConnected(settings.broker(), broken);
        }
        HiveMqLink link = new HiveMqLink(client, listener);
        // before there is a connection: what comes while nobody listens is dropped
        // on the thread that receives: handing each message to another would cost more than what is done with it
        client.publishes(MqttGlobalPublishFilter.ALL, link::arrived, Runnable::run);
        try {
            HiveMqWay.dial(client, connect);
            connected.set(true);
            HiveMqWay.subscribe(client, settings.filters());
        } catch (IOException refused) {
            connected.set(false);
            link.end(false);
            throw HiveMqWay.notConnected(settings.broker(), refused);
        }
        return link;
    }

    /**
     * What such a link says first.
     *
     * @param maxPacket bytes of the longest packet that is taken
     */
    static Mqtt5Connect connect(MqttLink.Settings settings, int maxPacket) throws UnusableFile {
        Mqtt5ConnectBuilder connect = HiveMqWay.connect(settings.access(), maxPacket)
                .cleanStart(settings.kept().isZero())
                .sessionExpiryInterval(settings.kept().toSeconds());
        if (settings.will().isPresent()) {
            MqttLink.Will will = settings.will().get();
            connect = connect.willPublish()
                    .topic(will.topic())
                    .payload(will.payload())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .applyWillPublish();
        }
        return connect.build();
    }

    private void arrived(Mqtt5Publish message) {
        try {
            listener.arrived(message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain());
        } catch (RuntimeException broken) {
            LOGGER.atError()
                    .setCause(broken)
                    .addKeyValue("topic", message.getTopic())
                    .log("message could not be handled");
        }
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
                .whenComplete((result, failure) -> answered(tag, result, failure));
        return true;
    }

    /** Hands a PUBACK's reason code on; without one the connection was lost. */
    private void answered(long tag, @Nullable Mqtt5PublishResult result, @Nullable Throwable failure) {
        if (result instanceof Mqtt5PublishResult.Mqtt5Qos1Result answer
                && result.getError().isEmpty()) {
            listener.acknowledged(tag, answer.getPubAck().getReasonCode().getCode());
            return;
        }
        Throwable why = failure == null && result != null ? result.getError().orElse(null) : failure;
        if (why instanceof Mqtt5PubAckException refused) {
            int reason = refused.getMqttMessage().getReasonCode().getCode();
            if (reason >= REFUSED) {
                listener.acknowledged(tag, reason);
            }
        }
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
