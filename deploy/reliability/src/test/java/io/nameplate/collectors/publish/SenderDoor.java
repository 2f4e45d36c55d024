/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import java.util.function.LongSupplier;

/** Lets the simulation be the publishing thread. */
public final class SenderDoor {

    private final Sender sender;
    private final Tally tally = new Tally();
    private final LongSupplier millis;

    public SenderDoor(PublishConfig config, long nonce, Outbox outbox, MqttLink link, LongSupplier millis) {
        this.sender = new Sender(config, nonce, outbox, link, tally, millis);
        this.millis = millis;
    }

    public void connected() {
        sender.connected();
    }

    public void disconnected(String why) {
        sender.disconnected(why);
    }

    public void acknowledged(long tag, int reason) {
        sender.acknowledged(tag, reason);
    }

    public void cursor(ConsumerId consumer, Cursor cursor) {
        sender.cursor(consumer, cursor);
    }

    public long turn() {
        return sender.turn();
    }

    public PublishStats stats() {
        return tally.stats(millis.getAsLong());
    }
}
