/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import io.nameplate.access.credentials.Finding;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a broker is shown, and why it is believed. Files and variables are read for every connection.
 *
 * @param user name to log in with
 * @param password goes with the user
 * @param tls files of an ssl or wss connection; the host name of the broker's address has to be in its certificate
 */
public record BrokerAccess(Optional<String> user, Optional<Secret> password, PemFiles tls) {

    /** No login, and the Java runtime's own judgement of certificates. */
    public static final BrokerAccess NONE = new BrokerAccess(Optional.empty(), Optional.empty(), PemFiles.NONE);

    public BrokerAccess {
        if (password.isPresent() && user.isEmpty()) {
            throw new IllegalArgumentException("a password without a user");
        }
    }

    /** What is wrong with all of it now, for a broker whose address is right. */
    public List<Finding> findings(String broker, Clock clock) {
        List<Finding> findings = new ArrayList<>(tls.findings(clock));
        password.ifPresent(secret -> findings.addAll(secret.findings()));
        findings.addAll(around(broker));
        return findings;
    }

    /** What does not go together with the broker's address. */
    public List<Finding> around(String broker) {
        if (BrokerAddress.isSecured(broker)) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        if (!tls.isNone()) {
            findings.add(new Finding("tls", "certificates need a broker at ssl:// or wss://, not " + broker, true));
        }
        if (password.isPresent() && !BrokerAddress.isHere(broker)) {
            findings.add(new Finding(
                    "user",
                    "the password goes unencrypted to " + broker + "; use ssl:// where others can listen",
                    false));
        }
        return findings;
    }
}
