/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.orders.LoadTarget;
import io.nameplate.orders.SignedOrder;
import io.nameplate.orders.SigningKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DSX Flex: the load targets of a grid operator's provider, as orders that a configured key signed. A verified order is
 * logged, shown, and handed on to the ledger, which verifies it itself; the collector has no say in what a lease owes.
 */
public final class FlexFormat implements PayloadFormat {

    private static final Logger LOG = LoggerFactory.getLogger(FlexFormat.class);
    private static final int ORDERS = 1_000;
    private static final Duration LEAST_KEPT = Duration.ofHours(1);
    private static final Duration MOST_KEPT = Duration.ofDays(7);
    private static final String TYPE = "grid.loadtarget.set.v1";

    /**
     * What a device file says of it.
     *
     * @param provider whose orders: the name in topic and source
     * @param tolerance how old an event may be
     */
    public record Definition(String provider, List<SigningKey> keys, Duration tolerance)
            implements PayloadFormat.Definition {

        public Definition {
            keys = List.copyOf(keys);
        }

        /** An order is sent once: that one was missed has at least to be said, so the window is longer than what counts. */
        @Override
        public Duration kept() {
            Duration kept = tolerance.compareTo(LEAST_KEPT) > 0 ? tolerance : LEAST_KEPT;
            return kept.compareTo(MOST_KEPT) > 0 ? MOST_KEPT : kept;
        }

        /** The only topic that is listened to. */
        public String topic() {
            return "grid/v1/isv/" + provider + "/loadtarget/set";
        }

        @Override
        public PayloadFormat open(Opening opening) {
            return new FlexFormat(this, opening);
        }
    }

    private record Order(String id, String kid, String correlation, Instant received, List<LoadTarget> targets) {}

    private final Definition definition;
    private final String source;
    private final Remarks remarks;
    private final OrderDesk desk;
    private final Map<String, Order> orders = new LinkedHashMap<>();

    private FlexFormat(Definition definition, Opening opening) {
        this.definition = definition;
        source = opening.source();
        remarks = opening.remarks();
        desk = opening.orders();
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        if (!topic.equals(definition.topic())) {
            remarks.count(MessageFault.OTHER_TOPIC, "topic '" + topic + "' is not '" + definition.topic() + "'");
        } else if (retained) {
            remarks.count(MessageFault.RETAINED, "an order was kept by the broker; it is left out");
        } else {
            try {
                take(FlexEvent.read(payload), Instant.ofEpochMilli(received));
            } catch (IOException broken) {
                remarks.count(DsxFault.BAD_EVENT, "an event on '" + topic + "' is left out: " + sentence(broken));
            }
        }
        return List.of();
    }

    /** Our own sentences are worth saying; a parser's hold pieces of the message. */
    private static String sentence(IOException broken) {
        return broken.getClass() == IOException.class ? String.valueOf(broken.getMessage()) : "it cannot be read";
    }

    private void take(FlexEvent event, Instant now) throws IOException {
        if (!event.type().equals(TYPE) || !event.source().equals("//grid/v1/isv/" + definition.provider())) {
            throw new IOException(
                    "it is not of type " + TYPE + " and of source //grid/v1/isv/" + definition.provider());
        }
        if (Duration.between(event.time(), now).abs().compareTo(definition.tolerance()) > 0) {
            remarks.count(DsxFault.NOT_OF_NOW, "an order was sent too long ago, or a clock is wrong; it is left out");
            return;
        }
        try {
            accept(SignedOrder.verify(event.data(), definition.keys()), event, now);
        } catch (SignedOrder.Refused refused) {
            remarks.count(DsxFault.of(refused.reason()), "an order does not count: " + refused.sentence());
        }
    }

    private void accept(SignedOrder signed, FlexEvent event, Instant now) {
        String id = signed.id();
        List<LoadTarget> targets = signed.targets();
        if (orders.containsKey(id)) {
            remarks.count(DsxFault.REPLAYED, "an order does not count again: it is known already, as '" + id + "'");
            return;
        }
        if (targets.stream()
                .allMatch(target -> target.to() != null && target.to().isBefore(now))) {
            remarks.count(DsxFault.NOT_OF_NOW, "an order does not count: all it asks for is over");
            return;
        }
        LOG.atWarn()
                .addKeyValue("source", source)
                .addKeyValue("order", id)
                .addKeyValue("key", signed.kid())
                .addKeyValue("targets", targets.size())
                .log("load target verified");
        try {
            desk.take(id, signed.compact(), now);
        } catch (IOException full) {
            remarks.count(
                    DsxFault.NOT_KEPT,
                    "order '" + id + "' is not kept for the ledger, a person has to record it: " + full.getMessage());
        }
        orders.put(id, new Order(id, signed.kid(), event.correlation(), now, targets));
        if (orders.size() > ORDERS) {
            orders.remove(orders.keySet().iterator().next());
        }
    }

    @Override
    public String report() {
        StringBuilder text = new StringBuilder(
                "# Load targets whose signature was verified since the collector started. The ledger is sent"
                        + " them, and makes windows of\n# those that 'load_targets' of the registry maps. To record one by hand,"
                        + " give it a scope.\n");
        text.append(orders.isEmpty() ? "windows: []\n" : "windows:\n");
        for (Order order : orders.values()) {
            int number = 0;
            for (LoadTarget target : order.targets()) {
                String id = order.id() + (order.targets().size() == 1 ? "" : "-" + ++number);
                Instant from = target.from();
                text.append(target.isLifted() ? "  # lifts the limit: end the order that it replaces\n  # " : "  ")
                        .append("- {id: ")
                        .append(id)
                        .append(", state: curtailed, from: ")
                        .append(from == null ? order.received() : from)
                        .append(", to: ")
                        .append(target.to() == null ? "UNTIL_REPLACED" : target.to())
                        .append(", reason: ")
                        .append(PlantGraph.quoted(reason(order, target, from)))
                        .append("}\n");
            }
        }
        return text.toString();
    }

    private static String reason(Order order, LoadTarget target, @Nullable Instant from) {
        return "limit " + (target.isLifted() ? "lifted" : Math.round(target.watts()) + " W") + ", feeds "
                + (target.feeds().isEmpty() ? "all" : String.join(" ", target.feeds())) + ", key " + order.kid()
                + ", correlation " + order.correlation()
                + (from == null ? ", its start is the time of receipt and not signed" : "");
    }
}
