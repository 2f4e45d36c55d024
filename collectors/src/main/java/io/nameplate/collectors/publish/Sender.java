/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.SendWindow;
import io.nameplate.model.wire.SendWindow.Event;
import io.nameplate.model.wire.Status;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the publishing thread does: takes what the link tells, and at each turn sends what is due. Only that thread uses
 * it.
 */
final class Sender {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sender.class);

    static final long TICK_MILLIS = 1_000;
    static final long HEAD_MILLIS = 5_000;
    /** When the client has no place or a record was just dropped: soon, but not in a circle. */
    static final long RETRY_MILLIS = 20;

    private static final long NOT_A_RECORD = 0;
    private static final int NO_SUBSCRIBER = 0x10;
    private static final int REFUSED = 0x80;

    private final PublishConfig config;
    private final Topics topics;
    private final long nonce;
    private final Outbox outbox;
    private final MqttLink link;
    private final Tally tally;
    private final LongSupplier millis;
    private final Map<ConsumerId, SendWindow> windows = new TreeMap<>();
    private final SendOrder order = new SendOrder(windows.values());
    private final Consequences consequences;
    private final Outstanding outstanding;
    private final Map<EpochId, Long> highest = new HashMap<>();

    private boolean connected;
    private String noted = "";
    private long tickAt;
    private long headAt;
    private List<EpochId> announced = List.of();

    /**
     * A sender without connection.
     *
     * @param millis a clock that never steps, from 0 or above
     */
    Sender(PublishConfig config, long nonce, Outbox outbox, MqttLink link, Tally tally, LongSupplier millis) {
        this.config = config;
        this.topics = new Topics(config.collector());
        this.nonce = nonce;
        this.outbox = outbox;
        this.link = link;
        this.tally = tally;
        this.millis = millis;
        this.consequences = new Consequences(outbox, windows);
        this.outstanding = new Outstanding(config.window());
        for (ConsumerId consumer : config.consumers()) {
            windows.put(
                    consumer,
                    new SendWindow(consumer, outbox, outbox.generation(consumer), outbox.committed(consumer)));
        }
        outbox.epochs().forEach(epoch -> highest.put(epoch, outbox.head(epoch)));
    }

    void connected() {
        connected = true;
        noted = "";
        tally.connected(true);
        outstanding.clear();
        windows.values().forEach(SendWindow::reconnected);
        headAt = 0;
        LOGGER.atInfo()
                .addKeyValue("broker", config.broker())
                .addKeyValue("instance", Long.toHexString(nonce))
                .log("connected to the broker");
    }

    void disconnected(String why) {
        if (connected) {
            LOGGER.atWarn()
                    .addKeyValue("broker", config.broker())
                    .addKeyValue("detail", why)
                    .log("connection to the broker lost");
        } else if (!why.equals(noted)) {
            LOGGER.atWarn()
                    .addKeyValue("broker", config.broker())
                    .addKeyValue("detail", why)
                    .log("no connection to the broker, trying again");
        }
        noted = why;
        connected = false;
        tally.connected(false);
        outstanding.clear();
    }

    void acknowledged(long tag, int reason) {
        outstanding.acknowledged(tag);
        if (reason == NO_SUBSCRIBER && tag != NOT_A_RECORD) {
            tally.undelivered();
        } else if (reason >= REFUSED) {
            long times = tally.refused(reason);
            // the 1st, 2nd, 4th, 8th ... of a reason: said, but not flooded
            if (Long.bitCount(times) == 1) {
                LOGGER.atWarn()
                        .addKeyValue("reason", reason)
                        .addKeyValue("count", times)
                        .log("broker refuses messages");
            }
        }
    }

    /** Takes a consumer's cursor, and does at once what the disk lets do of that. */
    void cursor(ConsumerId consumer, Cursor cursor) {
        SendWindow window = windows.get(consumer);
        if (window == null) {
            return;
        }
        long generation = window.generation();
        List<Event> events = window.onCursor(cursor, millis.getAsLong());
        if (cursor.generation() < generation) {
            return;
        }
        tally.cursor(consumer, millis.getAsLong());
        if (window.generation() != generation) {
            consequences.keep(consumer);
        }
        events.forEach(event -> note(consumer, event));
        if (!consequences.isStalled()) {
            consequences.carryOut();
        }
    }

    private void note(ConsumerId consumer, Event event) {
        switch (event.change()) {
            case COMMITTED -> consequences.keep(consumer);
            case RESUMED -> {
                LOGGER.atInfo()
                        .addKeyValue("consumer", consumer)
                        .addKeyValue("epoch", event.epoch())
                        .addKeyValue("detail", event.detail())
                        .log("consumer goes on after a stall");
                consequences.end(consumer, event);
            }
            case FOREIGN -> {
                LOGGER.atError()
                        .addKeyValue("consumer", consumer)
                        .addKeyValue("epoch", event.epoch())
                        .addKeyValue("detail", event.detail())
                        .log("this spool is a copy or was rolled back: its epoch is given up for a new one");
                consequences.end(consumer, event);
            }
        }
    }

    /** Sends what is due; returns after how many milliseconds it must be called again if nothing happens before. */
    long turn() {
        long now = millis.getAsLong();
        if (now >= tickAt) {
            tickAt = now + TICK_MILLIS;
            tick(now);
        }
        long wait = tickAt - now;
        if (connected) {
            wait = Math.min(wait, announce(now) ? headAt - now : RETRY_MILLIS);
            wait = Math.min(wait, send(now));
        }
        return wait;
    }

    private void tick(long now) {
        windows.values().forEach(window -> window.tick(now));
        tally.goBacks(windows.values().stream().mapToLong(SendWindow::goBacks).sum());
        outstanding.expire(now);
        highest.keySet().retainAll(outbox.epochs());
        consequences.carryOut();
    }

    /** Status and head, when they are due or an epoch came or went; false if they could not be sent. */
    private boolean announce(long now) {
        List<EpochId> epochs = List.copyOf(outbox.epochs());
        if (now < headAt && epochs.equals(announced)) {
            return true;
        }
        // with every head, because an older instance's will may come after our first
        if (!status(true) || !head()) {
            return false;
        }
        headAt = now + HEAD_MILLIS;
        announced = epochs;
        return true;
    }

    private boolean status(boolean online) {
        return link.publish(topics.status(), new Status(online, nonce).encode(), true, NOT_A_RECORD);
    }

    private boolean head() {
        return link.publish(topics.head(), new Head(nonce, outbox.heads()).encode(), true, NOT_A_RECORD);
    }

    /** Records as long as there is room for them; returns after how many milliseconds to try again. */
    private long send(long now) {
        while (outstanding.hasRoom()) {
            SendOrder.Place next = order.next(outbox.epochs()).orElse(null);
            if (next == null) {
                break;
            }
            Optional<UpRecord> record = outbox.read(next.epoch(), next.seq());
            if (record.isEmpty()) {
                return dropped(next);
            }
            // a drop at the byte cap may just have passed it
            long low = Math.min(next.seq(), outbox.low(next.epoch()));
            long tag = outstanding.nextTag();
            if (!link.publish(topics.up(), record.get().withLow(low).encode(), false, tag)) {
                return RETRY_MILLIS;
            }
            outstanding.sent(tag, now);
            windows.values().forEach(window -> window.sent(next.epoch(), next.seq(), now));
            boolean again = next.seq() <= highest.getOrDefault(next.epoch(), 0L);
            tally.sent(again);
            if (!again) {
                highest.put(next.epoch(), next.seq());
            }
        }
        return TICK_MILLIS;
    }

    private long dropped(SendOrder.Place place) {
        if (outbox.low(place.epoch()) > place.seq()) {
            return RETRY_MILLIS;
        }
        tally.unreadable();
        LOGGER.atError()
                .addKeyValue("epoch", place.epoch())
                .addKeyValue("seq", place.seq())
                .log("record cannot be read from the spool");
        return TICK_MILLIS;
    }

    /** Whether nothing is left that may be sent or acknowledged now. */
    boolean isDrained() {
        return !connected
                || (outstanding.isEmpty() && order.next(outbox.epochs()).isEmpty());
    }

    /** The last words of this instance. */
    void farewell() {
        if (connected && !(head() && status(false))) {
            LOGGER.atWarn().addKeyValue("broker", config.broker()).log("broker could not be told of the end");
        }
    }
}
