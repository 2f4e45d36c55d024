/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Certificates under a listener that keeps them for as long as it listens: each connection begins with those that are there at the
 * time.
 */
final class RenewedTls extends SSLContextSpi {

    private volatile SSLContext present;

    RenewedTls(SSLContext first) {
        present = first;
    }

    /** Every further connection begins with this. */
    void exchange(SSLContext next) {
        present = next;
    }

    /** What a listener is given. */
    SSLContext context() {
        return new SSLContext(this, present.getProvider(), present.getProtocol()) {};
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return present.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return present.createSSLEngine(host, port);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return present.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return present.getSupportedSSLParameters();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return present.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return present.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return present.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return present.getClientSessionContext();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {
        throw new UnsupportedOperationException("it is made of a context that is ready");
    }
}
