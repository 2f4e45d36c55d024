/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes those who show one of some certificates, and nobody else. Neither name nor date nor issuer of such a certificate
 * matters: controllers make their own, mostly for a name that is not theirs.
 */
public final class PinnedCertificates extends X509ExtendedTrustManager {

    private final Set<X509Certificate> pinned;

    private PinnedCertificates(Set<X509Certificate> pinned) {
        this.pinned = pinned;
    }

    /**
     * What a secured connection starts from where certificates are pinned.
     *
     * @param file their certificates, in PEM
     * @param ours what we show
     * @throws UnusableFile if there is none in it, or what we show cannot be used
     */
    public static SSLContext context(Path file, PemFiles ours) throws UnusableFile {
        PinnedCertificates pinned = new PinnedCertificates(Set.copyOf(Pem.certificates(file)));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager @Nullable [] shown =
                    ours.keys().map(KeyManagerFactory::getKeyManagers).orElse(null);
            context.init(shown, new TrustManager[] {pinned}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new UnusableFile("the certificates cannot be used: " + impossible.getMessage(), impossible);
        }
    }

    /** What is wrong with a file of them now. */
    public static List<Finding> findings(Path file) {
        try {
            Pem.certificates(file);
            return List.of();
        } catch (UnusableFile broken) {
            return List.of(Finding.unusable("pinned", broken));
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !pinned.contains(chain[0])) {
            throw new CertificateException("the certificate shown is not one of those that are pinned"
                    + (chain.length == 0 ? "" : ": " + chain[0].getSubjectX500Principal()));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String method) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String method, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String method, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String method) throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String method, Socket socket) throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String method, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("nobody connects to us");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
