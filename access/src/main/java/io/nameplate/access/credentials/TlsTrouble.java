/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why a secured connection was not made.
 *
 * @param kind what it is
 * @param sentence in words
 */
public record TlsTrouble(Kind kind, String sentence) {

    private static final int DEEPEST = 20;

    /** The kinds that ask for different deeds of an operator. */
    public enum Kind {
        /** The other side's certificate is no longer valid, or not yet. */
        EXPIRED,
        /** The other side's certificate is for another name. */
        OTHER_NAME,
        /** Nobody whom we believe vouches for the other side's certificate. */
        UNTRUSTED,
        /** The other side refuses us. */
        REFUSES_US,
        /** No secured connection for another reason, such as a side that speaks no TLS. */
        FAILED
    }

    /**
     * What an exception says about TLS; empty where it is about something else.
     *
     * @param peer the other side, in words: "the device"
     */
    public static Optional<TlsTrouble> of(String peer, Throwable broken) {
        TlsTrouble found = null;
        int depth = 0;
        for (Throwable cause = broken; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            String message = words(cause);
            if (cause instanceof CertificateException) {
                found = certificate(peer, cause, message);
            } else if (message.contains("fatal alert")) {
                return Optional.of(refused(peer, message));
            } else if (found == null && cause instanceof SSLException) {
                found = new TlsTrouble(Kind.FAILED, "no secured connection: " + message);
            }
        }
        return Optional.ofNullable(found);
    }

    /** What it says, without the names of the library's classes. */
    private static String words(Throwable cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\b(\\w+\\.)+\\w*Exception: ", "");
    }

    /** The other side refuses us; in TLS 1.3 it judges our certificate after we think that we are connected. */
    public static TlsTrouble refused(String peer, String detail) {
        return new TlsTrouble(
                Kind.REFUSES_US, peer + " refuses us, probably as it does not trust our certificate: " + detail);
    }

    private static TlsTrouble certificate(String peer, Throwable cause, String why) {
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return new TlsTrouble(Kind.EXPIRED, peer + "'s certificate is not valid now: " + why);
        }
        return why.contains("No name matching") || why.contains("No subject alternative")
                ? new TlsTrouble(Kind.OTHER_NAME, peer + "'s certificate is for another name: " + why)
                : new TlsTrouble(Kind.UNTRUSTED, peer + "'s certificate is not trusted: " + why);
    }
}
