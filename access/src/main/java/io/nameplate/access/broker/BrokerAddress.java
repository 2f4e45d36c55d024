/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/** Where a broker is, as an operator writes it. */
public final class BrokerAddress {

    private static final Set<String> SECURED = Set.of("ssl", "wss");
    private static final Set<String> WEB_SOCKETS = Set.of("ws", "wss");

    private BrokerAddress() {}

    /** What is wrong with an address, in words that show no password; empty where nothing is. */
    public static Optional<String> problem(String text) {
        if (text.matches("\\w+://[^/]*@.*")) {
            return Optional.of("must not name user and password (found '" + text.replaceAll("//[^/]*@", "//…@")
                    + "'); they have keys of their own");
        }
        if (!text.matches("(tcp|ssl|ws|wss)://[^/\\s]+.*")) {
            return Optional.of("must be an address such as tcp://127.0.0.1:1883 or ssl://broker:8883, found '" + text
                    + "'" + hint(text));
        }
        try {
            return URI.create(text).getHost() == null ? Optional.of("names no host: '" + text + "'") : Optional.empty();
        } catch (IllegalArgumentException broken) {
            return Optional.of("cannot be read: " + broken.getMessage());
        }
    }

    private static String hint(String text) {
        if (text.startsWith("mqtts://")) {
            return "; did you mean '" + text.replaceFirst("mqtts", "ssl") + "'?";
        }
        return text.startsWith("mqtt://") ? "; did you mean '" + text.replaceFirst("mqtt", "tcp") + "'?" : "";
    }

    /** Whether the connection is encrypted and the broker shows a certificate. */
    public static boolean isSecured(String broker) {
        return SECURED.contains(String.valueOf(URI.create(broker).getScheme()));
    }

    /** Whether MQTT goes over WebSockets there. */
    public static boolean isWebSocket(String broker) {
        return WEB_SOCKETS.contains(String.valueOf(URI.create(broker).getScheme()));
    }

    /** Whether it is certainly this machine: no name is looked up. */
    static boolean isHere(String broker) {
        String host = String.valueOf(URI.create(broker).getHost());
        try {
            return host.equals("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException no) {
            return false;
        }
    }
}
