/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which broker, and where that stands which it is shown: in words, as a job is submitted with them. What the words name is read
 * where the source runs, for every connection; no secret travels in a submitted job.
 *
 * @param address such as tcp://127.0.0.1:1883 or ssl://broker:8883
 * @param user name to log in with; only with it there is a password
 * @param passwordFile a file whose first line is the password
 * @param passwordVariable an environment variable that holds the password
 * @param ca those who may vouch for the broker; the Java runtime's own without one
 * @param certificate what we show, in PEM
 * @param key of the certificate, PKCS #8
 */
public record Broker(
        String address,
        @Nullable String user,
        @Nullable String passwordFile,
        @Nullable String passwordVariable,
        @Nullable String ca,
        @Nullable String certificate,
        @Nullable String key)
        implements Serializable {

    /** One that asks for nothing. */
    public Broker(String address) {
        this(address, null, null, null, null, null, null);
    }

    /** What its connections are made with. */
    public BrokerAccess access() {
        Optional<Secret> password =
                file(passwordFile).<Secret>map(Secret.OfFile::new).or(this::variable);
        return new BrokerAccess(
                Optional.ofNullable(user), password, new PemFiles(file(ca), file(certificate), file(key)));
    }

    private Optional<Secret> variable() {
        return Optional.ofNullable(passwordVariable).map(Secret.OfVariable::new);
    }

    private static Optional<Path> file(@Nullable String name) {
        return Optional.ofNullable(name).map(Path::of);
    }
}
