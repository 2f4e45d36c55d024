/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the parties agreed on the load targets of a grid operator's provider: which of them are curtailment orders, and for
 * what.
 *
 * @param provider whose orders, as its events call it
 * @param feeds the feed tags of the orders that it is for; empty for all of the provider's
 * @param scope what such an order covers; names something, since nobody agrees on a whole site by leaving it out
 * @param openFor the longest that an order without an end counts for; null where it counts for nothing
 * @param receiptWithin how long before the ledger a collector may say to have received an order that names no beginning,
 *     which then begins with its receipt; null where such an order counts for nothing
 */
public record LoadTargetRule(
        String provider,
        Set<String> feeds,
        Scope scope,
        @Nullable Duration openFor,
        @Nullable Duration receiptWithin) {

    public LoadTargetRule {
        feeds = Set.copyOf(feeds);
    }

    /** Whether an order for some feeds (none for all) is one of those that it is for. */
    public boolean isFor(Iterable<String> ordered) {
        boolean named = false;
        for (String feed : ordered) {
            named = true;
            if (feeds.contains(feed)) {
                return true;
            }
        }
        return !named || feeds.isEmpty();
    }

    /** How long an order without an end counts, if it does. */
    public Optional<Duration> openEnded() {
        return Optional.ofNullable(openFor);
    }

    /** How far a collector is believed about when it received an order, if it is. */
    public Optional<Duration> believedReceipt() {
        return Optional.ofNullable(receiptWithin);
    }
}
