/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to one source: what arrives becomes readings at once. Survives every message. */
public final class Subscription implements MqttLink.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final MqttSource source;
    private final InfluxMessages messages;
    private final Clock clock;
    private final Consumer<List<Reading>> sink;
    private volatile boolean connected;
    private boolean complaining;

    /**
     * A subscription; open a link with it as listener.
     *
     * @param sink takes the readings of each message
     * @param assets whether the collector reads an asset
     * @param faults counts what was wrong with a message
     */
    public Subscription(
            MqttSource source,
            Clock clock,
            Consumer<List<Reading>> sink,
            Predicate<AssetId> assets,
            Consumer<MessageFault> faults) {
        this.source = source;
        this.clock = clock;
        this.sink = sink;
        this.messages = new InfluxMessages(faults, new KnownEndpoints(source, assets));
    }

    /** Whether there is a connection now. */
    public boolean isConnected() {
        return connected;
    }

    @Override
    public synchronized void connected() {
        connected = true;
        complaining = false;
        LOG.atInfo()
                .addKeyValue("source", source.name())
                .addKeyValue("broker", source.broker())
                .log("source connected");
    }

    @Override
    public synchronized void disconnected(String why) {
        connected = false;
        if (!complaining) {
            complaining = true;
            LOG.atWarn()
                    .addKeyValue("source", source.name())
                    .addKeyValue("broker", source.broker())
                    .addKeyValue("reason", why)
                    .log("source not connected, trying again");
        }
    }

    @Override
    public synchronized void arrived(String topic, byte[] payload, boolean retained) {
        try {
            List<Reading> readings = messages.read(payload, clock.millis());
            if (!readings.isEmpty()) {
                sink.accept(readings);
            }
        } catch (RuntimeException broken) {
            LOG.atError()
                    .setCause(broken)
                    .addKeyValue("source", source.name())
                    .addKeyValue("topic", topic)
                    .log("message was not taken");
        }
    }

    @Override
    public void acknowledged(long tag, int reason) {
        throw new IllegalStateException("a subscription publishes nothing");
    }

    /** Says each complaint once; a hundred different ones are enough for anybody to look. */
    private static final class KnownEndpoints implements InfluxMessages.Endpoints {

        private static final int COMPLAINTS = 100;

        private final MqttSource source;
        private final Predicate<AssetId> assets;
        private final Set<String> complaints = new HashSet<>();

        KnownEndpoints(MqttSource source, Predicate<AssetId> assets) {
            this.source = source;
            this.assets = assets;
        }

        @Override
        public boolean knows(AssetId endpoint) {
            return assets.test(endpoint);
        }

        @Override
        public void complain(String sentence) {
            if (complaints.size() < COMPLAINTS && complaints.add(sentence)) {
                LOG.atWarn()
                        .addKeyValue("source", source.name())
                        .addKeyValue("reason", sentence)
                        .log("line of a message left out");
            }
        }
    }
}
