/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.pace.Turnstile;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to one source: what arrives becomes readings at once. Survives every message. */
public final class Subscription implements MqttLink.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int REFUSED = 0x80;

    private final MqttSource source;
    private final PayloadFormat format;
    private final Clock clock;
    private final Consumer<List<Reading>> sink;
    private final Remarks remarks;
    private final Turnstile turnstile;
    private final SourceClock sourceClock = new SourceClock();
    private volatile boolean connected;
    private volatile @Nullable MqttLink link;
    private volatile @Nullable LinkTrouble trouble;
    private long messages;

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
            Consumer<Remarks.Reason> faults) {
        this(source, clock, sink, assets, OrderDesk.NOBODY, faults);
    }

    /**
     * A subscription whose format may hear orders.
     *
     * @param orders who is handed those that it has verified
     */
    public Subscription(
            MqttSource source,
            Clock clock,
            Consumer<List<Reading>> sink,
            Predicate<AssetId> assets,
            OrderDesk orders,
            Consumer<Remarks.Reason> faults) {
        this.source = source;
        this.clock = clock;
        this.sink = sink;
        this.remarks = new LoggedRemarks(source.name(), faults);
        this.turnstile = new Turnstile(source.allowance().maxRate());
        this.format = source.format()
                .open(new Opening(
                        source.name(), remarks, sourceClock, assets, orders, () -> Optional.ofNullable(link)));
    }

    /** Says which link it listens on. */
    public void on(MqttLink opened) {
        link = opened;
    }

    /** How far the source's clock is off: see {@link SourceClock#offsetSeconds}. */
    public double clockOffsetSeconds() {
        return sourceClock.offsetSeconds(clock.millis());
    }

    /** Whether there is a connection now. */
    public boolean isConnected() {
        return connected;
    }

    /** How many messages came, whatever was in them. */
    public synchronized long messages() {
        return messages;
    }

    /** Why there is none, once that is known. */
    public Optional<LinkTrouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** What its format has learned beside readings; empty where there is nothing. */
    public synchronized String report() {
        return format.report();
    }

    /** Lets silence be noticed; call it about every second. */
    public synchronized void tick() {
        hand("tick", format::tick);
    }

    @Override
    public synchronized void connected() {
        connected = true;
        trouble = null;
        LOG.atInfo()
                .addKeyValue("source", source.name())
                .addKeyValue("broker", source.broker())
                .log("source connected");
        hand("connected", now -> format.connection(true, now));
    }

    @Override
    public synchronized void disconnected(LinkTrouble why) {
        if (connected) {
            connected = false;
            hand("disconnected", now -> format.connection(false, now));
        }
        LinkTrouble before = trouble;
        trouble = why;
        if (before == null || before.reason() != why.reason()) {
            LOG.atWarn()
                    .addKeyValue("source", source.name())
                    .addKeyValue("broker", source.broker())
                    .addKeyValue("reason", why.reason().label())
                    .addKeyValue("detail", why.sentence())
                    .log("source not connected, trying again");
        }
    }

    @Override
    public synchronized void arrived(String topic, byte[] payload, boolean retained) {
        messages++;
        if (payload.length > source.allowance().maxBytes()) {
            remarks.count(
                    MessageFault.TOO_LARGE,
                    "a message on '" + topic + "' is longer than 'max_bytes' ("
                            + source.allowance().maxBytes() + ")");
            return;
        }
        if (!turnstile.passes(clock.millis())) {
            remarks.count(
                    MessageFault.TOO_FAST,
                    "more messages come than 'max_rate' (" + source.allowance().maxRate() + " a second)");
            return;
        }
        hand(topic, now -> format.read(topic, payload, retained, now));
    }

    @Override
    public synchronized void acknowledged(long tag, int reason) {
        if (reason >= REFUSED) {
            remarks.count(
                    MessageFault.PUBLISH_REFUSED,
                    "the broker refuses what this collector asks of an edge node (reason code 0x"
                            + Integer.toHexString(reason) + "); look at the broker's access rules");
        }
    }

    private interface Step {
        List<Reading> at(long now);
    }

    private void hand(String topic, Step step) {
        try {
            List<Reading> readings = step.at(clock.millis());
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
}
