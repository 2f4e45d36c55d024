/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An InfluxDB that takes nothing: first it answers 503, then never, then it is not there. */
public final class BadInflux implements AutoCloseable {

    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger hanging = new AtomicInteger();
    private volatile boolean hangs;

    public BadInflux() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (hangs) {
                    hanging.incrementAndGet();
                    released.await();
                    return;
                }
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(503, -1);
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How many writes it has refused. */
    public int refused() {
        return refused.get();
    }

    /** How many writes wait for an answer that never comes. */
    public int hanging() {
        return hanging.get();
    }

    /** From now on it takes connections and does not answer. */
    public void hang() {
        hangs = true;
    }

    /** From now on it is not there. */
    public void go() {
        released.countDown();
        server.stop(0);
    }

    @Override
    public void close() {
        go();
        threads.shutdownNow();
    }
}
