/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.nameplate.collectors.credentials.PemFiles;
import io.nameplate.collectors.credentials.UnusableFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long CONNECT_SECONDS = 10;
    private static final long ANSWER_SECONDS = 5;
    private static final int KEEP_ALIVE_SECONDS = 15;
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
            client = builder(settings)
                    .identifier(settings.client())
                    .addDisconnectedListener(context -> {
                        if (connected.get()) {
                            lost.accept(trouble(settings, context.getCause()));
                        }
                    })
                    .buildAsync();
            connect = connect(settings);
        } catch (UnusableFile broken) {
            throw new NotConnected(LinkTrouble.of(settings.broker(), broken), broken);
        }
        HiveMqLink link = new HiveMqLink(client, listener);
        // before there is a connection: what comes while nobody listens is dropped
        // on the thread that receives: handing each message to another would cost more than what is done with it
        client.publishes(MqttGlobalPublishFilter.ALL, link::arrived, Runnable::run);
        try {
            await(client.connect(connect), CONNECT_SECONDS);
            connected.set(true);
            for (String filter : settings.filters()) {
                await(
                        client.subscribeWith()
                                .topicFilter(filter)
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .send(),
                        ANSWER_SECONDS);
            }
        } catch (IOException refused) {
            connected.set(false);
            link.end(false);
            throw new NotConnected(trouble(settings, refused).unanswered(settings.broker()), refused);
        }
        return link;
    }

    private static Mqtt5ClientBuilder builder(MqttLink.Settings settings) throws UnusableFile {
        URI broker = URI.create(settings.broker());
        boolean secure = BrokerAddress.isSecured(settings.broker());
        int standard = secure ? MqttClient.DEFAULT_SERVER_PORT_SSL : MqttClient.DEFAULT_SERVER_PORT;
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(broker.getHost())
                .serverPort(broker.getPort() < 0 ? standard : broker.getPort());
        if (broker.getScheme().startsWith("ws")) {
            builder = builder.webSocketWithDefaultConfig();
        }
        if (!secure) {
            return builder;
        }
        PemFiles files = settings.access().tls();
        // without a verifier of ours the client compares the host with the certificate as HTTPS does
        return builder.sslConfig(MqttClientSslConfig.builder()
                .keyManagerFactory(files.keys().orElse(null))
                .trustManagerFactory(files.trust().orElse(null))
                .build());
    }

    private static Mqtt5Connect connect(MqttLink.Settings settings) throws UnusableFile {
        Mqtt5ConnectBuilder connect = Mqtt5Connect.builder()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions()
                .maximumPacketSize(settings.maxPacket())
                .applyRestrictions();
        Optional<String> user = settings.access().user();
        if (user.isPresent()) {
            Mqtt5SimpleAuthBuilder.Complete login = Mqtt5SimpleAuth.builder().username(user.get());
            if (settings.access().password().isPresent()) {
                login = login.password(settings.access().password().get().read().getBytes(StandardCharsets.UTF_8));
            }
            connect = connect.simpleAuth(login.build());
        }
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

    private static LinkTrouble trouble(MqttLink.Settings settings, Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof Mqtt5ConnAckException answer) {
                return LinkTrouble.answered(
                        answer.getMqttMessage().getReasonCode().getCode());
            }
            if (cause instanceof Mqtt5SubAckException answer) {
                return LinkTrouble.answered(answer.getMqttMessage().getReasonCodes().stream()
                        .mapToInt(Mqtt5SubAckReasonCode::getCode)
                        .max()
                        .orElse(REFUSED));
            }
            if (cause instanceof Mqtt5DisconnectException answer) {
                int code = answer.getMqttMessage().getReasonCode().getCode();
                if (code >= REFUSED) {
                    return LinkTrouble.answered(code);
                }
            }
        }
        return LinkTrouble.of(settings.broker(), refused);
    }

    private static void await(CompletableFuture<?> answer, long seconds) throws IOException {
        try {
            answer.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new IOException(String.valueOf(refused.getCause()), refused);
        } catch (TimeoutException silent) {
            throw new IOException("no answer within " + seconds + " s", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
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
            await(client.disconnect(), ANSWER_SECONDS);
        } catch (IOException gone) {
            LOGGER.atTrace().setCause(gone).log("client was not connected");
        }
    }
}
