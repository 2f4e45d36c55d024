/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link over the HiveMQ client, which takes whole buffers where Paho takes bytes; its own reconnect stays off. */
public final class HiveMqLink implements ReconnectingLink.Connection {

    private static final Logger LOGGER = LoggerFactory.getLogger(HiveMqLink.class);
    private static final long CONNECT_SECONDS = 10;
    private static final long ANSWER_SECONDS = 5;
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final Mqtt5AsyncClient client;

    private HiveMqLink(Mqtt5AsyncClient client) {
        this.client = client;
    }

    /** Links to a broker such as {@code tcp://127.0.0.1:1883}. */
    public static BrokerLink.Factory factory(String broker) {
        return (name, listener) -> new ReconnectingLink(broker, name, listener, HiveMqLink::dial);
    }

    private static HiveMqLink dial(String broker, String name, BrokerLink.Listener listener, Consumer<String> lost)
            throws IOException {
        AtomicBoolean connected = new AtomicBoolean();
        Mqtt5AsyncClient client = builder(URI.create(broker))
                .identifier(name)
                .addDisconnectedListener(context -> {
                    if (connected.get()) {
                        lost.accept(String.valueOf(context.getCause().getMessage()));
                    }
                })
                .buildAsync();
        // before there is a connection: what comes while nobody listens is dropped
        client.publishes(MqttGlobalPublishFilter.ALL, message -> arrived(listener, message));
        HiveMqLink link = new HiveMqLink(client);
        try {
            await(
                    client.connectWith()
                            .cleanStart(true)
                            .sessionExpiryInterval(0)
                            .keepAlive(KEEP_ALIVE_SECONDS)
                            .send(),
                    CONNECT_SECONDS);
        } catch (IOException refused) {
            link.end();
            throw refused;
        }
        connected.set(true);
        return link;
    }

    private static Mqtt5ClientBuilder builder(URI broker) {
        boolean secure = broker.getScheme().equals("ssl") || broker.getScheme().equals("wss");
        int standard = secure ? MqttClient.DEFAULT_SERVER_PORT_SSL : MqttClient.DEFAULT_SERVER_PORT;
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(broker.getHost())
                .serverPort(broker.getPort() < 0 ? standard : broker.getPort());
        if (broker.getScheme().startsWith("ws")) {
            builder = builder.webSocketWithDefaultConfig();
        }
        return secure ? builder.sslWithDefaultConfig() : builder;
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
    public void subscribe(List<String> filters) throws IOException {
        for (String filter : filters) {
            await(
                    client.subscribeWith()
                            .topicFilter(filter)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .send(),
                    ANSWER_SECONDS);
        }
    }

    @Override
    public void publishRetained(String topic, byte[] payload) throws IOException {
        await(
                client.publishWith()
                        .topic(topic)
                        .payload(payload)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .send(),
                ANSWER_SECONDS);
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

    @Override
    public void end() {
        try {
            await(client.disconnect(), ANSWER_SECONDS);
        } catch (IOException gone) {
            LOGGER.atTrace().setCause(gone).log("the client was not connected");
        }
    }
}
