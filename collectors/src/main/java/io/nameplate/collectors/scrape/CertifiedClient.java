/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.access.credentials.PinnedCertificates;
import io.nameplate.access.credentials.UnusableFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of a source whose certificates and keys stand in files that may be exchanged: the files are looked at once a
 * minute, and where they hold something else there is another client. One who cannot use what stands there, as between the
 * exchange of a certificate and of its key, goes on with what it had and says so.
 */
final class CertifiedClient {

    private static final Logger LOG = LoggerFactory.getLogger(CertifiedClient.class);
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int LARGEST = 1 << 20;

    private final Credentials credentials;
    private final List<Path> files;
    private final Supplier<HttpClient.Builder> settings;
    private final Clock clock;
    private HttpClient client;
    private byte[] seen;
    private long lookedAt;
    private boolean complaining;

    /**
     * A client.
     *
     * @param settings all that is not of certificates
     * @throws UnusableFile if a certificate or key cannot be used; it says which file
     */
    CertifiedClient(Credentials credentials, Supplier<HttpClient.Builder> settings, Clock clock) throws UnusableFile {
        this.credentials = credentials;
        this.files = Stream.of(
                        credentials.tls().ca(),
                        credentials.tls().certificate(),
                        credentials.tls().key(),
                        credentials.pinned())
                .flatMap(Optional::stream)
                .toList();
        this.settings = settings;
        this.clock = clock;
        lookedAt = clock.millis();
        // an exchange while the files are read is seen at the next look
        seen = marked();
        client = made();
    }

    /** The client to ask with now. */
    synchronized HttpClient now() {
        if (!files.isEmpty() && Math.abs(clock.millis() - lookedAt) >= KEPT.toMillis()) {
            look();
        }
        return client;
    }

    /** Looks at the files at once. */
    synchronized void look() {
        lookedAt = clock.millis();
        try {
            byte[] mark = marked();
            if (!MessageDigest.isEqual(mark, seen)) {
                client = made();
                seen = mark;
                LOG.atInfo().addKeyValue("files", files).log("certificates read anew");
            }
            complaining = false;
        } catch (UnusableFile unusable) {
            if (!complaining) {
                LOG.atError()
                        .addKeyValue("files", files)
                        .addKeyValue("reason", unusable.getMessage())
                        .log("certificates cannot be used, the old ones go on");
            }
            complaining = true;
        }
    }

    private HttpClient made() throws UnusableFile {
        HttpClient.Builder builder = settings.get();
        return context().map(builder::sslContext).orElse(builder).build();
    }

    private Optional<SSLContext> context() throws UnusableFile {
        if (credentials.pinned().isPresent()) {
            return Optional.of(PinnedCertificates.context(credentials.pinned().get(), credentials.tls()));
        }
        return credentials.tls().isNone()
                ? Optional.empty()
                : Optional.of(credentials.tls().context());
    }

    /**
     * Changes with every byte of the files. A file that is missing or too long changes it too: what is wrong with it is said by
     * whoever uses it.
     */
    private byte[] marked() {
        MessageDigest digest = digest();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            } catch (IOException unreadable) {
                digest.update((byte) -1);
            }
        }
        return digest.digest();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has it", impossible);
        }
    }
}
