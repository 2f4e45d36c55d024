/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.Registry;
import io.nameplate.orders.LoadTarget;
import io.nameplate.orders.SignedOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders that collectors have heard. Whoever may post here can keep an order back, and cannot make one up: each counts
 * only by the signature of a key that this ledger was given. A new one makes the next version of the registry, if by the rules
 * in it the order is one. Safe for concurrent use.
 */
public final class OrderBook {

    /** How far from now a target may begin or end: the claim window. */
    private static final Duration REACH = Duration.ofDays(400);

    private static final Duration HOUR = Duration.ofHours(1);

    private final Database database;
    private final Clock clock;
    private final RegistryBook registry;
    private final KeyFolder keys;
    private final int mostPerHour;

    /**
     * A book of orders.
     *
     * @param registry adds {@link OrderRows} to what is posted
     * @param mostPerHour how many new ones are recorded in an hour
     */
    public OrderBook(Database database, Clock clock, RegistryBook registry, KeyFolder keys, int mostPerHour) {
        this.database = database;
        this.clock = clock;
        this.registry = registry;
        this.keys = keys;
        this.mostPerHour = mostPerHour;
    }

    /** Takes an order; the same one again changes nothing. */
    public Taken take(String id, String signed, Instant receivedAt, String collector) {
        Optional<KeptOrder> known = database.transaction(connection -> OrderRows.one(connection, id));
        if (known.isPresent() && known.get().signed().equals(signed)) {
            return new Taken.Recorded(registry.latestNumber(), false);
        }
        ProviderKeys now = keys.keys();
        SignedOrder order;
        try {
            order = SignedOrder.verify(signed, now.all());
        } catch (SignedOrder.Refused refused) {
            return known.isPresent()
                    ? new Taken.OtherText("order '" + id + "' is known with another text")
                    : new Taken.Unfit(refused.sentence());
        }
        if (!order.id().equals(id)) {
            return known.isPresent()
                    ? new Taken.OtherText(
                            "order '" + id + "' is known with another text; this one is '" + order.id() + "'")
                    : new Taken.Unfit("the id of this text is '" + order.id() + "', not '" + id + "'");
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (order.targets().stream().anyMatch(target -> isOutOfReach(target, at))) {
            return new Taken.Unfit("a target begins or ends more than " + REACH.toDays() + " days from now, " + at);
        }
        KeptOrder kept = new KeptOrder(
                id,
                now.provider(order.kid()),
                order.kid(),
                order.targets(),
                signed,
                receivedAt.truncatedTo(ChronoUnit.MILLIS),
                at,
                collector);
        return database.ordered(connection -> record(connection, kept));
    }

    private Taken record(Connection connection, KeptOrder order) throws SQLException {
        if (OrderRows.one(connection, order.id()).isPresent()) {
            return new Taken.Recorded(registry.renew(connection), false);
        }
        if (OrderRows.since(connection, order.recordedAt().minus(HOUR)) >= mostPerHour) {
            return new Taken.TooMany("more than " + mostPerHour
                    + " new orders in an hour (nameplate.orders.most-per-hour); it may be sent again later");
        }
        OrderRows.insert(connection, order);
        return new Taken.Recorded(registry.renew(connection), true);
    }

    private static boolean isOutOfReach(LoadTarget target, Instant now) {
        return isOutOfReach(target.from(), now) || isOutOfReach(target.to(), now);
    }

    private static boolean isOutOfReach(@Nullable Instant at, Instant now) {
        return at != null && (at.isBefore(now.minus(REACH)) || at.isAfter(now.plus(REACH)));
    }

    /** An order, and what became of each of its targets by the latest registry; empty if there is none of that id. */
    public List<Fate> fates(String id) {
        return fates().stream().filter(fate -> fate.order().id().equals(id)).toList();
    }

    /**
     * What became of each target of the orders that were recorded last, the last order first.
     *
     * @param limit how many orders
     */
    public List<List<Fate>> latest(int limit) {
        List<List<Fate>> orders = new ArrayList<>();
        fates().forEach(fate -> {
            if (fate.number() == 1) {
                orders.add(new ArrayList<>());
            }
            orders.get(orders.size() - 1).add(fate);
        });
        Collections.reverse(orders);
        return orders.subList(0, Math.min(limit, orders.size()));
    }

    /** Of all orders: whether one counts depends on those that came after it. */
    private List<Fate> fates() {
        return database.transaction(connection -> {
            Optional<Registry> posted = registry.posted(connection);
            List<KeptOrder> orders = OrderRows.all(connection);
            return posted.map(rules -> OrderedWindows.of(orders, rules)).orElseGet(() -> unmapped(orders));
        });
    }

    private static List<Fate> unmapped(List<KeptOrder> orders) {
        List<Fate> fates = new ArrayList<>();
        for (KeptOrder order : orders) {
            for (int i = 0; i < order.targets().size(); i++) {
                fates.add(new Fate(
                        order, i + 1, order.targets().get(i), List.of(), List.of("no registry has been recorded yet")));
            }
        }
        return fates;
    }
}
