/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what waits in the folder, the oldest first, with growing pauses while the ledger does not answer, and for each order
 * that it cannot take now: that one does not hold up the others. One thread calls {@link #round}; the counts may be read by
 * any.
 */
public final class OrderPost {

    private static final Logger LOG = LoggerFactory.getLogger(OrderPost.class);

    /** Until when nothing is tried, and how long the pause after the next failure is. */
    private record Wait(Instant until, Duration next) {

        private static final Duration LONGEST = Duration.ofMinutes(1);
        private static final Wait NONE = new Wait(Instant.MIN, Duration.ofSeconds(1));

        Wait longer(Instant now) {
            Duration twice = next.multipliedBy(2);
            return new Wait(now.plus(next), twice.compareTo(LONGEST) > 0 ? LONGEST : twice);
        }

        boolean lasts(Instant now) {
            return now.isBefore(until);
        }
    }

    private final OrderFolder folder;
    private final LedgerOrders ledger;
    private final Clock clock;
    private final Map<String, Wait> putOff = new HashMap<>();
    private Wait away = Wait.NONE;
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Posts nothing yet.
     *
     * @param ledger its address
     * @param collector who posts
     */
    public OrderPost(OrderFolder folder, URI ledger, String collector, Clock clock) {
        this.folder = folder;
        this.ledger = new LedgerOrders(ledger, collector);
        this.clock = clock;
    }

    /** Orders that the ledger has recorded. */
    public long recorded() {
        return recorded.get();
    }

    /** Orders that the ledger does not take. */
    public long refused() {
        return refused.get();
    }

    /** Orders that wait. */
    public int pending() {
        return folder.pending();
    }

    /** Posts what it is time for, until the ledger does not answer; called about every second. */
    public void round() {
        Instant now = clock.instant();
        if (away.lasts(now)) {
            return;
        }
        List<HeldOrder> held = folder.held();
        putOff.keySet().retainAll(held.stream().map(HeldOrder::id).toList());
        try {
            for (HeldOrder order : held) {
                if (!putOff.getOrDefault(order.id(), Wait.NONE).lasts(now) && !settle(order, ledger.put(order), now)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            stop("the folder of orders cannot be written: " + broken, now);
        }
    }

    /** Gives whether the next order may be posted. */
    private boolean settle(HeldOrder order, LedgerAnswer answer, Instant now) throws IOException {
        if (answer instanceof LedgerAnswer.Away none) {
            stop(none.reason(), now);
            return false;
        }
        away = Wait.NONE;
        if (answer instanceof LedgerAnswer.Later later) {
            putOff(order, later.reason(), now);
        } else if (answer instanceof LedgerAnswer.Recorded taken) {
            folder.recorded(order);
            recorded.incrementAndGet();
            LOG.atInfo()
                    .addKeyValue("order", order.id())
                    .addKeyValue("registry_version", taken.registryVersion())
                    .log("the ledger has the order");
        } else if (answer instanceof LedgerAnswer.Refused no) {
            folder.refused(order);
            refused.incrementAndGet();
            LOG.atError()
                    .addKeyValue("order", order.id())
                    .addKeyValue("reason", no.sentence())
                    .log("the ledger does not take an order, a person has to look at it");
        }
        return true;
    }

    /** Said once for each order, however often it is put off. */
    private void putOff(HeldOrder order, String reason, Instant now) {
        Wait before = putOff.getOrDefault(order.id(), Wait.NONE);
        putOff.put(order.id(), before.longer(now));
        if (before.equals(Wait.NONE)) {
            LOG.atWarn()
                    .addKeyValue("order", order.id())
                    .addKeyValue("reason", reason)
                    .log("the ledger cannot take an order now, it is posted again");
        }
    }

    private void stop(String reason, Instant now) {
        if (away.equals(Wait.NONE)) {
            LOG.atWarn()
                    .addKeyValue("orders", folder.pending())
                    .addKeyValue("reason", reason)
                    .log("the ledger does not take orders now, they are posted again");
        }
        away = away.longer(now);
    }
}
