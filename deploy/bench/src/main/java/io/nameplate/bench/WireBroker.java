/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** The brokers that a measurement runs over, each a process of its own on a free port of the loopback interface. */
enum WireBroker {
    /** Debian's mosquitto, set as {@code deploy/mosquitto/mosquitto.conf} sets it. */
    MOSQUITTO {
        @Override
        Child start(Path folder, int port) throws IOException {
            Path settings = Files.writeString(folder.resolve("mosquitto.conf"), """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    persistence false
                    max_inflight_messages 0
                    max_queued_messages 0
                    max_queued_bytes 268435456
                    set_tcp_nodelay true
                    """.formatted(port));
            return Child.start("mosquitto", folder, List.of(COMMAND, "-c", settings.toString()));
        }
    },
    /** Artemis as {@code bin/demo} embeds it. */
    ARTEMIS {
        @Override
        Child start(Path folder, int port) throws IOException {
            return Child.java("artemis", folder, "512m", WireBroker.class, String.valueOf(port), folder.toString());
        }
    };

    private static final String COMMAND = "/usr/sbin/mosquitto";
    private static final long MAX_BYTES = 256L * 1024 * 1024;
    private static final int PATIENCE_SECONDS = 60;

    abstract Child start(Path folder, int port) throws IOException;

    /** Whether it can be started here. */
    boolean isThere() {
        return this != MOSQUITTO || Files.isExecutable(Path.of(COMMAND));
    }

    /** A port below those that outgoing connections get (from 32768), so that none of them takes it before the broker does. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(10_000, 30_000)
                .limit(50)
                .filter(port -> !listens(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port for the broker"));
    }

    /** Waits until somebody listens there. */
    static void await(int port) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!listens(port)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no broker listens on " + port);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The process of {@link #ARTEMIS}: a port and a folder for scratch files. */
    public static void main(String[] args) throws Exception {
        AddressSettings every = new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setMaxDeliveryAttempts(-1)
                .setMaxSizeBytes(MAX_BYTES)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK);
        Path scratch = Path.of(args[1]);
        new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl()
                        .setName("bench-broker")
                        .setPersistenceEnabled(false)
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .setJournalType(JournalType.NIO)
                        .setJournalDirectory(scratch.resolve("journal").toString())
                        .setBindingsDirectory(scratch.resolve("bindings").toString())
                        .setPagingDirectory(scratch.resolve("paging").toString())
                        .setLargeMessagesDirectory(scratch.resolve("large").toString())
                        .setMaxDiskUsage(-1)
                        .setGlobalMaxSize(2 * MAX_BYTES)
                        .addAddressSetting("#", every)
                        .addAcceptorConfiguration(
                                "mqtt", "tcp://127.0.0.1:" + args[0] + "?protocols=MQTT;useEpoll=false"))
                .start();
        Thread.currentThread().join();
    }
}
