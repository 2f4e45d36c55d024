/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.pace.Turnstile;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.WireException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the link and the appending thread tell to the publishing thread, in order. Of a consumer's cursors that wait the
 * latest says all that those before it said, and it alone is kept: however many come while the thread waits for a disk, they take
 * no more room. Of those that come faster than any job says them the latest is looked at once a second, and in each turn only what
 * was there at its beginning: a flood keeps no record from being sent.
 */
final class Mailbox implements MqttLink.Listener {

    private static final Logger LOGGER = LoggerFactory.getLogger(Mailbox.class);

    /**
     * Cursors of a consumer that are looked at in a second. A job says one for a quarter of its queue that is free again, 128 records
     * unless told otherwise: so many are 128,000 records a second.
     */
    static final int LOOKED_AT = 1_000;

    /** A long cursor counts for as many as it has these bytes; mostly it has a hundred. */
    static final int BYTES = 4_096;

    private static final long PUT_OFF_MILLIS = 1_000;

    private final Map<String, ConsumerId> cursorTopics;
    private final Tally tally;
    private final LongSupplier millis;
    private final Map<ConsumerId, Turnstile> turnstiles = new HashMap<>();
    private final Map<ConsumerId, byte[]> putOff = new HashMap<>();
    private long putOffReadAt;
    private final BlockingQueue<Consumer<Sender>> letters = new LinkedBlockingQueue<>();
    private final Map<ConsumerId, Waiting> cursors = new HashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** The cursor of a letter that waits. */
    private static final class Waiting {
        private Cursor latest;

        Waiting(Cursor first) {
            latest = first;
        }
    }

    /**
     * An empty one.
     *
     * @param millis a clock that never steps
     */
    Mailbox(Map<String, ConsumerId> cursorTopics, Tally tally, LongSupplier millis) {
        this.cursorTopics = Map.copyOf(cursorTopics);
        this.tally = tally;
        this.millis = millis;
        this.cursorTopics.values().forEach(consumer -> turnstiles.put(consumer, new Turnstile(LOOKED_AT)));
    }

    /** Hands everything that came to the sender, in order; waits for it at most so long. What comes meanwhile is for the next time. */
    void deliver(Sender sender, long waitMillis) throws InterruptedException {
        readPutOff();
        Consumer<Sender> letter = letters.poll(Math.max(0, waitMillis), TimeUnit.MILLISECONDS);
        for (int more = letters.size(); letter != null; more--) {
            letter.accept(sender);
            letter = more > 0 ? letters.poll() : null;
        }
    }

    /** Ends the wait; many calls before the next turn are one. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            letters.add(sender -> woken.set(false));
        }
    }

    @Override
    public void connected() {
        seal();
        letters.add(Sender::connected);
    }

    @Override
    public void disconnected(LinkTrouble why) {
        tally.trouble(why);
        seal();
        letters.add(sender -> sender.disconnected(why.sentence()));
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        ConsumerId consumer = cursorTopics.get(topic);
        Turnstile turnstile = consumer == null ? null : turnstiles.get(consumer);
        if (consumer == null || turnstile == null) {
            return;
        }
        if (turnstile.passes(millis.getAsLong(), 1 + payload.length / BYTES)) {
            read(consumer, payload);
        } else {
            putOff(consumer, payload);
        }
    }

    private void putOff(ConsumerId consumer, byte[] payload) {
        boolean passesOver;
        synchronized (this) {
            passesOver = putOff.put(consumer, payload) != null;
        }
        if (passesOver) {
            long count = tally.passedOver();
            // the 1st, 2nd, 4th, 8th ... time: said, but not flooded
            if (Long.bitCount(count) == 1) {
                LOGGER.atWarn()
                        .addKeyValue("consumer", consumer)
                        .addKeyValue("passed_over", count)
                        .log(
                                "cursors come faster than any job says them, the latest is looked at once a second: look who may"
                                        + " publish them");
            }
        }
    }

    /** At most once a second, so that nothing is left to be said when a flood ends, and little is looked at while it lasts. */
    private void readPutOff() {
        Map<ConsumerId, byte[]> latest;
        synchronized (this) {
            if (putOff.isEmpty() || millis.getAsLong() - putOffReadAt < PUT_OFF_MILLIS) {
                return;
            }
            putOffReadAt = millis.getAsLong();
            latest = Map.copyOf(putOff);
            putOff.clear();
        }
        latest.forEach(this::read);
    }

    private void read(ConsumerId consumer, byte[] payload) {
        try {
            keep(consumer, Cursor.parse(payload));
        } catch (WireException unreadable) {
            long count = tally.badCursor();
            // the 1st, 2nd, 4th, 8th ... time: said, but not flooded
            if (Long.bitCount(count) == 1) {
                LOGGER.atWarn()
                        .addKeyValue("reason", unreadable.getMessage())
                        .addKeyValue("consumer", consumer)
                        .addKeyValue("bad_cursors", count)
                        .log("cursor ignored");
            }
        }
    }

    private synchronized void keep(ConsumerId consumer, Cursor cursor) {
        Waiting waiting = cursors.get(consumer);
        if (waiting == null) {
            Waiting first = new Waiting(cursor);
            cursors.put(consumer, first);
            letters.add(sender -> sender.cursor(consumer, taken(consumer, first)));
        } else if (cursor.generation() >= waiting.latest.generation()) {
            waiting.latest = cursor;
        }
    }

    private synchronized Cursor taken(ConsumerId consumer, Waiting letter) {
        cursors.remove(consumer, letter);
        return letter.latest;
    }

    /** What came before a connection was made or lost stays before it. */
    private synchronized void seal() {
        cursors.clear();
        putOff.clear();
    }

    /** How many letters wait. */
    int waiting() {
        return letters.size();
    }

    @Override
    public void acknowledged(long tag, int reason) {
        letters.add(sender -> sender.acknowledged(tag, reason));
    }
}
