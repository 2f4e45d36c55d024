/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Says in words why a secured connection failed. */
final class TlsTrouble {

    static final String REFUSED = "the device refuses us, probably as it does not trust our certificate: ";

    private TlsTrouble() {}

    static String sentence(Throwable broken) {
        String message = String.valueOf(broken.getMessage());
        if (message.contains("fatal alert")) {
            return REFUSED + message;
        }
        Throwable certificate = certificate(broken);
        if (certificate != null) {
            String why = String.valueOf(certificate.getMessage());
            return why.contains("No name matching") || why.contains("No subject alternative")
                    ? "the device's certificate is for another name: " + why
                    : "the device's certificate is not trusted: " + why;
        }
        return "no secured connection: " + message;
    }

    private static @Nullable Throwable certificate(Throwable broken) {
        Throwable found = null;
        int depth = 0;
        for (Throwable cause = broken; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof CertificateException) {
                found = cause;
            }
        }
        return found;
    }
}
