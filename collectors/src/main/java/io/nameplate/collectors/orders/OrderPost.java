/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what waits in the folder, the oldest first, with growing pauses while the ledger does not take it. One thread calls
 * {@link #round}; the counts may be read by any.
 */
public final class OrderPost {

    private static final Logger LOG = LoggerFactory.getLogger(OrderPost.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final OrderFolder folder;
    private final LedgerOrders ledger;
    private final Clock clock;
    private Duration pause = FIRST_PAUSE;
    private Instant next = Instant.MIN;
    private boolean told;
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

    /** Posts until all is answered or the ledger does not take any now; called about every second. */
    public void round() {
        if (clock.instant().isBefore(next)) {
            return;
        }
        try {
            for (HeldOrder order : folder.held()) {
                if (!settle(order, ledger.put(order))) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            later("the folder of orders cannot be written: " + broken);
        }
    }

    private boolean settle(HeldOrder order, LedgerAnswer answer) throws IOException {
        if (answer instanceof LedgerAnswer.Later later) {
            later(later.reason());
            return false;
        }
        pause = FIRST_PAUSE;
        told = false;
        if (answer instanceof LedgerAnswer.Recorded taken) {
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

    private void later(String reason) {
        next = clock.instant().plus(pause);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        if (!told) {
            told = true;
            LOG.atWarn()
                    .addKeyValue("orders", folder.pending())
                    .addKeyValue("reason", reason)
                    .log("the ledger does not take orders now, they are posted again");
        }
    }
}
