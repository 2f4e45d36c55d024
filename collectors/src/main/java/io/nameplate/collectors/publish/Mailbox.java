/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.link.MqttLink;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the link and the appending thread tell to the publishing thread, in order. Of a consumer's cursors that wait the
 * latest says all that those before it said, and it alone is kept: however many come while the thread waits for a disk, they take
 * no more room.
 */
final class Mailbox implements MqttLink.Listener {

    private static final Logger LOGGER = LoggerFactory.getLogger(Mailbox.class);

    private final Map<String, ConsumerId> cursorTopics;
    private final Tally tally;
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

    Mailbox(Map<String, ConsumerId> cursorTopics, Tally tally) {
        this.cursorTopics = Map.copyOf(cursorTopics);
        this.tally = tally;
    }

    /** Hands everything that came to the sender, in order; waits for it at most so long. */
    void deliver(Sender sender, long waitMillis) throws InterruptedException {
        Consumer<Sender> letter = letters.poll(Math.max(0, waitMillis), TimeUnit.MILLISECONDS);
        while (letter != null) {
            letter.accept(sender);
            letter = letters.poll();
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
        if (consumer == null) {
            return;
        }
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
