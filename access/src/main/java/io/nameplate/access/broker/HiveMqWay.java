/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
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
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the HiveMQ client reaches an MQTT 5 broker, and what its exceptions mean. */
public final class HiveMqWay {

    /** For each step on the way to a connection: the socket, TLS, WebSocket, the broker's word. */
    private static final long STEP_SECONDS = 4;

    /** Longer than all steps together: a connection that was given up does not come about later. */
    static final long CONNECT_SECONDS = 4 * STEP_SECONDS + 2;

    static final long ANSWER_SECONDS = 5;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int REFUSED = 0x80;

    private HiveMqWay() {}

    /**
     * A client for a broker; its own reconnect stays off.
     *
     * @throws UnusableFile if a certificate or key cannot be used
     */
    public static Mqtt5ClientBuilder builder(String broker, BrokerAccess access) throws UnusableFile {
        return towards(broker, access).useMqttVersion5();
    }

    /** A client for a broker, whatever version of MQTT it is to speak. */
    static MqttClientBuilder towards(String broker, BrokerAccess access) throws UnusableFile {
        URI uri = URI.create(broker);
        boolean secure = BrokerAddress.isSecured(broker);
        MqttClientBuilder builder = MqttClient.builder()
                .transportConfig()
                .socketConnectTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .applyTransportConfig()
                .serverHost(uri.getHost())
                .serverPort(uri.getPort() < 0 ? standardPort(broker) : uri.getPort());
        if (BrokerAddress.isWebSocket(broker)) {
            builder = builder.webSocketConfig()
                    .serverPath(Optional.ofNullable(uri.getRawPath())
                            .map(path -> path.replaceFirst("^/", ""))
                            .orElse(""))
                    .handshakeTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                    .applyWebSocketConfig();
        }
        if (!secure) {
            return builder;
        }
        PemFiles files = access.tls();
        // without a verifier of ours the client compares the host with the certificate as HTTPS does
        return builder.sslConfig(MqttClientSslConfig.builder()
                .keyManagerFactory(files.keys().orElse(null))
                .trustManagerFactory(files.trust().orElse(null))
                .handshakeTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .build());
    }

    private static int standardPort(String broker) {
        boolean secure = BrokerAddress.isSecured(broker);
        if (BrokerAddress.isWebSocket(broker)) {
            return secure ? MqttClient.DEFAULT_SERVER_PORT_WEBSOCKET_SSL : MqttClient.DEFAULT_SERVER_PORT_WEBSOCKET;
        }
        return secure ? MqttClient.DEFAULT_SERVER_PORT_SSL : MqttClient.DEFAULT_SERVER_PORT;
    }

    /**
     * A CONNECT with Clean Start and no session.
     *
     * @param maxPacket bytes of the longest packet that is taken: the broker is told, and a longer one ends the connection
     * @throws UnusableFile if a file or variable of the login cannot be used
     */
    public static Mqtt5ConnectBuilder connect(BrokerAccess access, int maxPacket) throws UnusableFile {
        Mqtt5ConnectBuilder connect = Mqtt5Connect.builder()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions()
                .maximumPacketSize(maxPacket)
                .applyRestrictions();
        if (access.user().isEmpty()) {
            return connect;
        }
        Mqtt5SimpleAuthBuilder.Complete login =
                Mqtt5SimpleAuth.builder().username(access.user().get());
        if (access.password().isPresent()) {
            login = login.password(access.password().get().read().getBytes(StandardCharsets.UTF_8));
        }
        return connect.simpleAuth(login.build());
    }

    /**
     * Connects, and waits until there is a connection or it is known that there will be none: one that came about later would
     * take the client's id from the next.
     */
    public static void dial(Mqtt5AsyncClient client, Mqtt5Connect connect) throws IOException {
        await(client.connect(connect), CONNECT_SECONDS);
    }

    /** Subscribes with QoS 1, one topic filter after the other, and waits for each answer. */
    public static void subscribe(Mqtt5AsyncClient client, List<String> filters) throws IOException {
        for (String filter : filters) {
            await(
                    client.subscribeWith()
                            .topicFilter(filter)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .send(),
                    ANSWER_SECONDS);
        }
    }

    /** Waits for an answer; an exception means what {@link #trouble} says. */
    public static void await(CompletableFuture<?> answer, long seconds) throws IOException {
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

    /** Leaves an attempt to connect that failed. */
    public static NotConnected notConnected(String broker, IOException refused) {
        return new NotConnected(trouble(broker, refused).unanswered(broker), refused);
    }

    /** Why a message was not taken. */
    public static LinkTrouble unpublished(String broker, String topic, Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof Mqtt5PubAckException answer) {
                return LinkTrouble.unpublished(
                        topic, answer.getMqttMessage().getReasonCode().getCode());
            }
        }
        return trouble(broker, refused);
    }

    /** What the broker answered, or what is under the exception. */
    public static LinkTrouble trouble(String broker, Throwable refused) {
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
        return LinkTrouble.of(broker, refused);
    }
}
