/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.UnusableFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;

/** How Eclipse Paho reaches a broker, and what its numbers mean. */
public final class PahoWay {

    private static final int SECURED_PORT = 8883;
    private static final int REFUSED = 0x80;
    private static final int LAST_CODE = 0xff;

    private PahoWay() {}

    /** Why the client is not used for a broker; empty where it is. */
    public static Optional<String> problem(String broker) {
        return BrokerAddress.isWebSocket(broker)
                ? Optional.of(LinkTrouble.needsAnotherClient(broker).sentence())
                : Optional.empty();
    }

    /**
     * What the client is told to connect to. To it a secured connection is a plain one: our sockets speak TLS.
     *
     * @throws NotConnected if the broker is one that this client is not used for
     */
    public static String address(String broker) throws NotConnected {
        if (BrokerAddress.isWebSocket(broker)) {
            throw new NotConnected(LinkTrouble.needsAnotherClient(broker));
        }
        URI uri = URI.create(broker);
        if (!BrokerAddress.isSecured(broker)) {
            return broker;
        }
        return "tcp://" + uri.getRawAuthority() + (uri.getPort() < 0 ? ":" + SECURED_PORT : "");
    }

    /**
     * A connection that is made once, with Clean Start and no session: the client's own reconnect stays off.
     *
     * @param maxPacket bytes of the longest packet that is taken: the broker is told, and a longer one ends the connection
     * @throws UnusableFile if a file or variable of the login or the certificates cannot be used
     */
    public static MqttConnectionOptions options(String broker, BrokerAccess access, int maxPacket) throws UnusableFile {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(5);
        options.setKeepAliveInterval(15);
        options.setMaximumPacketSize((long) maxPacket);
        PemFiles files = access.tls();
        options.setSocketFactory(
                BrokerAddress.isSecured(broker)
                        ? new BrokerSockets(URI.create(broker).getHost(), files.context(), maxPacket)
                        : new BrokerSockets(maxPacket));
        access.user().ifPresent(options::setUserName);
        if (access.password().isPresent()) {
            options.setPassword(access.password().get().read().getBytes(StandardCharsets.UTF_8));
        }
        return options;
    }

    /** The worst of the reason codes that a broker answered with; 0 where it gave none. */
    public static int worst(IMqttToken token) {
        int[] codes = token.getReasonCodes();
        return codes == null ? 0 : Arrays.stream(codes).max().orElse(0);
    }

    /** Leaves an attempt to connect that failed. */
    public static NotConnected notConnected(String broker, Exception refused) {
        return refused instanceof NotConnected said
                ? said
                : new NotConnected(trouble(broker, refused).unanswered(broker), refused);
    }

    /** What the client's number, or what is under it, means; its numbers below 32000 are the broker's. */
    public static LinkTrouble trouble(String broker, Exception refused) {
        if (refused instanceof MqttException client) {
            int code = client.getReasonCode();
            if (code == MqttClientException.REASON_CODE_CLIENT_TIMEOUT) {
                return LinkTrouble.of(broker, new TimeoutException());
            }
            if (code >= REFUSED && code <= LAST_CODE) {
                return LinkTrouble.answered(code);
            }
        }
        return LinkTrouble.of(broker, refused);
    }

    /** Why a connection that was there is there no more. */
    public static LinkTrouble lost(String broker, MqttDisconnectResponse response) {
        MqttException why = response.getException();
        if (why != null) {
            return trouble(broker, why);
        }
        return response.getReturnCode() >= REFUSED
                ? LinkTrouble.answered(response.getReturnCode())
                : LinkTrouble.closed(String.valueOf(response.getReasonString()));
    }
}
