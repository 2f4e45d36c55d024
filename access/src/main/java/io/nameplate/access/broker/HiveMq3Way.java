/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import com.hivemq.client.internal.mqtt.message.connect.MqttConnect;
import com.hivemq.client.internal.mqtt.message.connect.mqtt3.Mqtt3ConnectView;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.util.List;

/** How the HiveMQ client reaches a broker that speaks MQTT 3.1.1, such as NATS, and what its exceptions mean. */
public final class HiveMq3Way {

    private static final String LONGER = "maximum packet size";

    private HiveMq3Way() {}

    /**
     * A client for a broker; its own reconnect stays off.
     *
     * @throws UnusableFile if a certificate or key cannot be used
     */
    public static Mqtt3ClientBuilder builder(String broker, BrokerAccess access) throws UnusableFile {
        return HiveMqWay.towards(broker, access).useMqttVersion3();
    }

    /**
     * Connects, and waits as {@link HiveMqWay#dial} does.
     *
     * @param connect as for MQTT 5. Its longest packet is not told to the broker, for which 3.1.1 has no word, and a longer one
     *     ends the connection; of how long a session is kept 3.1.1 knows only whether it is
     */
    public static void dial(Mqtt3AsyncClient client, Mqtt5Connect connect) throws IOException {
        HiveMqWay.await(client.connect(limited(connect)), HiveMqWay.CONNECT_SECONDS);
    }

    /**
     * Over a class of the client's inside: its CONNECT of 3.1.1 takes no limit, though the client would keep to one, and
     * without it a broker could have us set 256 MiB aside.
     */
    private static Mqtt3Connect limited(Mqtt5Connect connect) {
        return Mqtt3ConnectView.of((MqttConnect) connect);
    }

    /** Subscribes with QoS 1, one topic filter after the other, and waits for each answer. */
    public static void subscribe(Mqtt3AsyncClient client, List<String> filters) throws IOException {
        for (String filter : filters) {
            HiveMqWay.await(
                    client.subscribeWith()
                            .topicFilter(filter)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .send(),
                    HiveMqWay.ANSWER_SECONDS);
        }
    }

    /** Leaves an attempt to connect that failed. */
    public static NotConnected notConnected(String broker, IOException refused) {
        return new NotConnected(trouble(broker, refused).unanswered(broker), refused);
    }

    /** What the broker answered, or what is under the exception. */
    public static LinkTrouble trouble(String broker, Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof Mqtt3ConnAckException answer) {
                return LinkTrouble.answered(
                        switch (answer.getMqttMessage().getReturnCode()) {
                            case UNSUPPORTED_PROTOCOL_VERSION -> 0x84;
                            case IDENTIFIER_REJECTED -> 0x85;
                            case BAD_USER_NAME_OR_PASSWORD -> 0x86;
                            case NOT_AUTHORIZED -> 0x87;
                            case SERVER_UNAVAILABLE -> 0x88;
                            case SUCCESS -> 0x80;
                        });
            }
            if (cause instanceof Mqtt3SubAckException) {
                return LinkTrouble.unsubscribed();
            }
            if (cause instanceof MqttDecodeException
                    && String.valueOf(cause.getMessage()).contains(LONGER)) {
                return LinkTrouble.tooLarge();
            }
        }
        return LinkTrouble.of(broker, refused);
    }
}
