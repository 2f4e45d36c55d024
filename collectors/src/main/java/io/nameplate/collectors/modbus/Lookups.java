/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up the addresses of hosts. A name server that does not answer holds up a thread for many seconds, so there are as many
 * as names are usually looked up at a time; each wire has one lookup under way at most.
 */
public final class Lookups {

    private static final int THREADS = 64;
    private static final int IDLE_SECONDS = 30;

    /** Who knows the address of a name. */
    @FunctionalInterface
    interface Names {
        String address(String host) throws IOException;
    }

    private final Executor threads;
    private final Names names;

    /** Lookups by the operating system, on threads that may wait. */
    public Lookups(Executor threads) {
        this(threads, host -> InetAddress.getByName(host).getHostAddress());
    }

    Lookups(Executor threads, Names names) {
        this.threads = threads;
        this.names = names;
    }

    /** Threads for the lookups of many devices; they end when there is nothing to look up. */
    public static ThreadPoolExecutor threads(ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    CompletableFuture<String> address(String host) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return names.address(host);
                    } catch (IOException unknown) {
                        throw new CompletionException(unknown);
                    }
                },
                threads);
    }
}
