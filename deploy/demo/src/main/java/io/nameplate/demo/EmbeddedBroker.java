/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An MQTT 5 broker in its own process: Artemis without persistence, on the loopback interface. It forgets everything
 * when it ends, which loses nothing: the collector's spool owns the readings, the broker is only a wire.
 */
public final class EmbeddedBroker {

    private static final long MAX_BYTES = 256L * 1024 * 1024;

    private EmbeddedBroker() {}

    /**
     * Serves until the process is ended.
     *
     * @param args the port and a folder for scratch files
     */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        Path scratch = Path.of(args[1]);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration(port, scratch));
        broker.start();
        System.out.println("broker listens on 127.0.0.1:" + port);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
        ended.await();
    }

    private static Configuration configuration(int port, Path scratch) throws Exception {
        AddressSettings every = new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setMaxDeliveryAttempts(-1)
                .setMaxSizeBytes(MAX_BYTES)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK);
        return new ConfigurationImpl()
                .setName("nameplate-broker")
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
                .addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT;useEpoll=false");
    }
}
