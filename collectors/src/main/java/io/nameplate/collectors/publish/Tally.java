/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.wire.ConsumerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what becomes {@link PublishStats}; any thread may count and ask. */
final class Tally {

    private final Map<Integer, Long> refused = new TreeMap<>();
    private final Map<ConsumerId, Long> cursorAt = new HashMap<>();
    private long sent;
    private long resent;
    private long undelivered;
    private long goBacks;
    private long badCursors;
    private long passedOver;
    private long unreadable;
    private boolean connected;
    private Optional<LinkTrouble> trouble = Optional.empty();

    synchronized void sent(boolean again) {
        sent++;
        resent += again ? 1 : 0;
    }

    synchronized void undelivered() {
        undelivered++;
    }

    /** Returns how often this reason was given by now. */
    synchronized long refused(int reason) {
        return refused.merge(reason, 1L, Long::sum);
    }

    synchronized void goBacks(long count) {
        goBacks = count;
    }

    /** Returns how many there were by now. */
    synchronized long badCursor() {
        return ++badCursors;
    }

    /** Returns how many there were by now. */
    synchronized long passedOver() {
        return ++passedOver;
    }

    synchronized void unreadable() {
        unreadable++;
    }

    synchronized void connected(boolean now) {
        connected = now;
        trouble = now ? Optional.empty() : trouble;
    }

    synchronized void trouble(LinkTrouble why) {
        trouble = Optional.of(why);
    }

    synchronized void cursor(ConsumerId consumer, long nowMillis) {
        cursorAt.put(consumer, nowMillis);
    }

    synchronized PublishStats stats(long nowMillis) {
        Map<ConsumerId, Duration> ages = new HashMap<>();
        cursorAt.forEach((consumer, at) -> ages.put(consumer, Duration.ofMillis(nowMillis - at)));
        return new PublishStats(
                sent,
                resent,
                undelivered,
                refused,
                goBacks,
                badCursors,
                passedOver,
                unreadable,
                connected,
                trouble,
                ages);
    }
}
