/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Status;
import io.nameplate.model.wire.Topics;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the spool of one collector over one connection, on one thread of its own, until every consumer has committed
 * every record. It sleeps while there is nothing to do: {@link #appended} wakes it.
 */
public final class Publisher implements AutoCloseable {

    /** Opens the connection, such as {@code PahoLink::open}. */
    @FunctionalInterface
    public interface Connector {
        MqttLink open(MqttLink.Settings settings, MqttLink.Listener listener);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);
    /** All that is received are cursors, a line for each epoch that the consumer knows. */
    private static final int LONGEST_CURSOR = 1 << 20;

    private static final long FLUSH_MILLIS = 2_000;
    private static final long AFTER_FAULT_MILLIS = 1_000;

    private final Mailbox mailbox;
    private final MqttLink link;
    private final Sender sender;
    private final Tally tally;
    private final LongSupplier millis;
    private final Thread thread;
    private volatile boolean closing;

    private Publisher(
            PublishConfig config, Mailbox mailbox, MqttLink link, Sender sender, Tally tally, LongSupplier millis) {
        this.mailbox = mailbox;
        this.link = link;
        this.sender = sender;
        this.tally = tally;
        this.millis = millis;
        this.thread = new Thread(this::run, "publish " + config.collector());
        thread.setDaemon(true);
    }

    /** Begins to connect and to publish; returns at once. */
    public static Publisher open(PublishConfig config, Outbox outbox, Connector connector) {
        long start = System.nanoTime();
        LongSupplier millis = () -> (System.nanoTime() - start) / 1_000_000;
        long nonce = new SecureRandom().nextLong();
        Topics topics = new Topics(config.collector());
        Map<String, ConsumerId> cursorTopics = new HashMap<>();
        config.consumers().forEach(consumer -> cursorTopics.put(topics.cursor(consumer), consumer));

        Tally tally = new Tally();
        Mailbox mailbox = new Mailbox(cursorTopics, tally, millis);
        // the nonce keeps a copy of this collector from throwing it off the broker: the job shall see both
        MqttLink.Settings settings = new MqttLink.Settings(
                config.broker(),
                "nameplate-" + config.collector() + "-" + Long.toHexString(nonce),
                List.copyOf(cursorTopics.keySet()),
                Optional.of(new MqttLink.Will(topics.status(), new Status(false, nonce).encode())),
                config.access(),
                LONGEST_CURSOR + MqttLink.Settings.ROOM_BESIDE_MESSAGE);
        MqttLink link = connector.open(settings, mailbox);
        Sender sender = new Sender(config, nonce, outbox, link, tally, millis);
        Publisher publisher = new Publisher(config, mailbox, link, sender, tally, millis);
        publisher.thread.start();
        return publisher;
    }

    /** Something was appended to the spool. */
    public void appended() {
        mailbox.wake();
    }

    public PublishStats stats() {
        return tally.stats(millis.getAsLong());
    }

    /**
     * Sends for up to two seconds what the consumers' limits allow, says goodbye and ends the connection. Append nothing
     * more before it.
     */
    @Override
    public void close() {
        closing = true;
        mailbox.wake();
        try {
            thread.join(2 * FLUSH_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }

    private void run() {
        long wait = 0;
        while (!closing) {
            wait = step(wait);
        }
        long until = millis.getAsLong() + FLUSH_MILLIS;
        // what came before the close counts: a cursor among it may let more be sent
        wait = step(0);
        for (long left = FLUSH_MILLIS; left > 0 && !sender.isDrained(); left = until - millis.getAsLong()) {
            wait = step(Math.min(wait, left));
        }
        sender.farewell();
    }

    /** Whatever happens in one step, the next one comes. */
    private long step(long wait) {
        try {
            mailbox.deliver(sender, wait);
            return sender.turn();
        } catch (InterruptedException asked) {
            closing = true;
            return 0;
        } catch (RuntimeException fault) {
            LOGGER.atError().setCause(fault).log("publishing step failed");
            return AFTER_FAULT_MILLIS;
        }
    }
}
