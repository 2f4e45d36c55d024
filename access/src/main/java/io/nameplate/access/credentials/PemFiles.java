/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The files of a secured connection, as PEM. What they give is made anew at every call, so that renewed files are used with
 * the next connection.
 *
 * @param ca those who may vouch for the other side; the Java runtime's own without one
 * @param certificate what we show, with those between it and its root behind it
 * @param key of the certificate, PKCS #8, not encrypted; with the certificate or not at all
 */
public record PemFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {

    /** Nothing to show, and the Java runtime's own judgement of others. */
    public static final PemFiles NONE = new PemFiles(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Duration SOON = Duration.ofDays(14);
    private static final char[] NO_PASSWORD = new char[0];

    /** Both sides show certificates. */
    public static PemFiles mutual(Path certificate, Path key, Path ca) {
        return new PemFiles(Optional.of(ca), Optional.of(certificate), Optional.of(key));
    }

    /** Whether nothing differs from what the Java runtime does by itself. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * What both sides of a secured connection start from.
     *
     * @throws UnusableFile if a file cannot be used
     */
    public SSLContext context() throws UnusableFile {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager @Nullable [] shown =
                    keys().map(KeyManagerFactory::getKeyManagers).orElse(null);
            TrustManager @Nullable [] believed =
                    trust().map(TrustManagerFactory::getTrustManagers).orElse(null);
            context.init(shown, believed, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw unusable(impossible);
        }
    }

    /** What we show; empty where that is nothing. */
    public Optional<KeyManagerFactory> keys() throws UnusableFile {
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new UnusableFile("a certificate and its key are needed, found only "
                    + certificate.or(() -> key).map(Path::toString).orElse(""));
        }
        List<X509Certificate> chain = Pem.certificates(certificate.get());
        PrivateKey own = Pem.key(key.get());
        if (!Pem.fit(own, chain.get(0))) {
            throw new UnusableFile(key.get() + ": it is not the key of the first certificate in " + certificate.get());
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("us", own, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return Optional.of(factory);
        } catch (GeneralSecurityException | IOException impossible) {
            throw unusable(impossible);
        }
    }

    /** Whom we believe; empty where that is the Java runtime's to say. */
    public Optional<TrustManagerFactory> trust() throws UnusableFile {
        if (ca.isEmpty()) {
            return Optional.empty();
        }
        List<X509Certificate> roots = Pem.certificates(ca.get());
        try {
            KeyStore store = empty();
            for (int i = 0; i < roots.size(); i++) {
                store.setCertificateEntry("ca-" + i, roots.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Optional.of(factory);
        } catch (GeneralSecurityException | IOException impossible) {
            throw unusable(impossible);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static UnusableFile unusable(Exception broken) {
        return new UnusableFile("the certificates cannot be used: " + broken.getMessage(), broken);
    }

    /** What is wrong with the files now: each file is looked at by itself, then whether they fit. */
    public List<Finding> findings(Clock clock) {
        List<Finding> findings = new ArrayList<>();
        ca.ifPresent(file -> certificates("ca", file, clock, findings));
        certificate.ifPresent(file -> certificates("certificate", file, clock, findings));
        key.ifPresent(file -> {
            try {
                Pem.key(file);
            } catch (UnusableFile broken) {
                findings.add(Finding.unusable("key", broken));
            }
            if (Secret.isOpen(file)) {
                findings.add(Finding.open("key", file));
            }
        });
        if (certificate.isPresent() && key.isPresent() && findings.stream().noneMatch(Finding::fatal)) {
            try {
                keys();
            } catch (UnusableFile apart) {
                findings.add(Finding.unusable("key", apart));
            }
        }
        return findings;
    }

    private static void certificates(String key, Path file, Clock clock, List<Finding> findings) {
        try {
            Instant now = clock.instant();
            for (X509Certificate one : Pem.certificates(file)) {
                Instant from = one.getNotBefore().toInstant();
                Instant until = one.getNotAfter().toInstant();
                String who = file + ": the certificate of " + one.getSubjectX500Principal();
                if (until.isBefore(now)) {
                    findings.add(new Finding(key, who + " expired on " + until + "; renew it", false));
                } else if (until.isBefore(now.plus(SOON))) {
                    findings.add(new Finding(key, who + " expires on " + until + "; renew it", false));
                } else if (from.isAfter(now)) {
                    findings.add(new Finding(key, who + " is not valid before " + from, false));
                }
            }
        } catch (UnusableFile broken) {
            findings.add(Finding.unusable(key, broken));
        }
    }
}
