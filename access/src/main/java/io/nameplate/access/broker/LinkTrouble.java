/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import io.nameplate.access.credentials.TlsTrouble;
import io.nameplate.access.credentials.UnusableFile;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * Why there is no connection.
 *
 * @param reason for metrics and logs
 * @param sentence for the operator
 */
public record LinkTrouble(Reason reason, String sentence) {

    private static final int DEEPEST = 20;
    private static final int OTHER_VERSION = 0x84;
    private static final int BAD_USER_OR_PASSWORD = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int PACKET_TOO_LARGE = 0x95;
    private static final int SESSION_TAKEN_OVER = 0x8e;

    /** The reasons that ask for different deeds of an operator. */
    public enum Reason {
        /** Nobody listens there. */
        REFUSED,
        /** The host has no address. */
        UNKNOWN_HOST,
        /** The network has no way there. */
        NO_ROUTE,
        /** No answer in time. */
        TIMEOUT,
        /** A certificate, key or password of ours cannot be used. */
        BAD_FILES,
        /** Nobody whom we believe vouches for the broker's certificate. */
        UNTRUSTED,
        /** The broker's certificate is not valid now. */
        EXPIRED,
        /** The broker's certificate is for another name. */
        OTHER_NAME,
        /** The broker does not take our certificate, or wants one. */
        CERTIFICATE_REFUSED,
        /** No secured connection for another reason. */
        TLS,
        /** The broker does not take our user and password, or forbids a subscription. */
        NOT_ALLOWED,
        /** The broker refuses us for another reason, which it says. */
        BROKER_REFUSES,
        /** The client library is not used for brokers like this one. */
        OTHER_CLIENT,
        /** The broker sent more than it was told that we take. */
        TOO_LARGE,
        /** Another connection with our client id took the place of ours. */
        TAKEN_OVER,
        /** A connection was there and ended. */
        CLOSED;

        /** The name as metrics and logs write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A connection that was there ended. */
    public static LinkTrouble closed(String detail) {
        return new LinkTrouble(
                Reason.CLOSED, "the connection ended: " + detail.replaceAll("\\b(\\w+\\.)+\\w*Exception: ", ""));
    }

    /**
     * The same, where it happened before the broker answered our CONNECT: in TLS 1.3 a broker judges our certificate after we
     * think that we are connected, and its reason may be lost with the connection.
     */
    public LinkTrouble unanswered(String broker) {
        if (reason != Reason.CLOSED) {
            return this;
        }
        return BrokerAddress.isSecured(broker)
                ? new LinkTrouble(
                        Reason.TLS,
                        "the broker ended the connection before it said why: it may not trust our certificate, want one, or"
                                + " speak no TLS at this port")
                : new LinkTrouble(
                        reason,
                        "the broker ended the connection before it said anything that could be read: it may want TLS (ssl://),"
                                + " or speak no MQTT 5 (a source may say 'mqtt_version: 3.1.1')");
    }

    /** Paho keeps a message of WebSockets in memory before anybody can look how long it is. */
    static LinkTrouble needsAnotherClient(String broker) {
        return new LinkTrouble(
                Reason.OTHER_CLIENT,
                "the client 'paho' is not used for " + broker
                        + ", as nothing would bound what it takes over WebSockets; set mqtt-client to hivemq");
    }

    /** A broker sent a longer packet than we said that we take. */
    static LinkTrouble tooLarge() {
        return new LinkTrouble(
                Reason.TOO_LARGE, "the broker sent a longer message than this connection takes, against the protocol");
    }

    /** A broker of MQTT 3.1.1 refused a subscription: it has one code for whatever the reason is. */
    static LinkTrouble unsubscribed() {
        return new LinkTrouble(
                Reason.BROKER_REFUSES,
                "the broker refuses a subscription (0x80), and MQTT 3.1.1 has no word for why: check its access rules and"
                        + " 'topics'");
    }

    /** A broker answered our CONNECT or SUBSCRIBE with a reason code of MQTT 5, or one of 3.1.1 that means the same. */
    static LinkTrouble answered(int code) {
        String hex = "0x" + Integer.toHexString(code);
        return switch (code) {
            case BAD_USER_OR_PASSWORD, NOT_AUTHORIZED ->
                new LinkTrouble(
                        Reason.NOT_ALLOWED,
                        "the broker lets us not in (" + hex + "): check user, password and its access rules");
            case PACKET_TOO_LARGE -> tooLarge();
            case OTHER_VERSION ->
                new LinkTrouble(
                        Reason.BROKER_REFUSES,
                        "the broker does not speak this version of MQTT (" + hex
                                + "): a source may say 'mqtt_version: 3.1.1'");
            case SESSION_TAKEN_OVER ->
                new LinkTrouble(
                        Reason.TAKEN_OVER,
                        "another client of the same id took our place at the broker (" + hex
                                + "): a second process of this name runs somewhere, such as a copy of this machine");
            default -> new LinkTrouble(Reason.BROKER_REFUSES, "the broker refuses the connection (" + hex + ")");
        };
    }

    /** A broker answered a message with a reason code of MQTT 5 that is a refusal. */
    public static LinkTrouble unpublished(String topic, int code) {
        String hex = "0x" + Integer.toHexString(code);
        return code == NOT_AUTHORIZED
                ? new LinkTrouble(
                        Reason.NOT_ALLOWED,
                        "the broker does not let us publish " + topic + " (" + hex + "): check its access rules")
                : new LinkTrouble(
                        Reason.BROKER_REFUSES, "the broker refuses what we publish at " + topic + " (" + hex + ")");
    }

    /** What an exception of whatever client means. */
    public static LinkTrouble of(String broker, Throwable broken) {
        int depth = 0;
        for (Throwable cause = broken; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            if (cause instanceof UnusableFile) {
                return new LinkTrouble(Reason.BAD_FILES, String.valueOf(cause.getMessage()));
            }
            if (cause instanceof PacketGuard.TooLarge) {
                return tooLarge();
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return new LinkTrouble(Reason.UNKNOWN_HOST, "no address is known for the host of " + broker);
            }
            if (cause instanceof NoRouteToHostException) {
                return new LinkTrouble(Reason.NO_ROUTE, "the network has no way to " + broker);
            }
            if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
                return new LinkTrouble(Reason.TIMEOUT, "no answer in time from " + broker);
            }
            if (cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).contains("refused")) {
                return new LinkTrouble(Reason.REFUSED, "nobody listens at " + broker);
            }
        }
        return TlsTrouble.of("the broker", broken)
                .map(LinkTrouble::of)
                .orElseGet(() -> closed(broken.getMessage() == null ? broken.toString() : broken.getMessage()));
    }

    private static LinkTrouble of(TlsTrouble trouble) {
        Reason reason = switch (trouble.kind()) {
            case EXPIRED -> Reason.EXPIRED;
            case OTHER_NAME -> Reason.OTHER_NAME;
            case UNTRUSTED -> Reason.UNTRUSTED;
            case REFUSES_US -> Reason.CERTIFICATE_REFUSED;
            case FAILED -> Reason.TLS;
        };
        return new LinkTrouble(reason, trouble.sentence());
    }
}
