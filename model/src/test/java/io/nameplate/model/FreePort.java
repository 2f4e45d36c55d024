/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * A loopback port for a program that a test starts and that cannot choose one itself.
 *
 * <p>It lies below the ports that Linux gives to outgoing connections (from 32768): one of those may be taken between the
 * choice and the program's start, or while the program is killed and started again, even by a client that tries to reach it.
 */
public final class FreePort {

    private static final int FIRST = 10_000;
    private static final int COUNT = 10_000;

    /** Where the next search begins: never the same port twice in a row, and another row in every process. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /**
     * The next port that nobody holds.
     *
     * @throws IllegalStateException if none is free
     */
    public static int next() {
        return next(FreePort::isFree);
    }

    /**
     * The next port of UDP that nobody holds.
     *
     * @throws IllegalStateException if none is free
     */
    public static int nextOfUdp() {
        return next(FreePort::isFreeOfUdp);
    }

    private static int next(IntPredicate isFree) {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree.test(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static boolean isFreeOfUdp(int port) {
        try (DatagramSocket probe = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
