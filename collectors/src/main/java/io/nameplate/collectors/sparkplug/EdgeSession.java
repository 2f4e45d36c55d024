/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host knows of one edge node. Nothing counts before its birth; then messages count in the order of their numbers,
 * one missing is waited for a while; a death that belongs to the birth makes all its tags stale at once, one of an
 * earlier connection nothing. After a gap, births are asked for, because a lost message may have been a birth that gave
 * the aliases other meanings.
 */
final class EdgeSession {

    private static final int NUMBERS = 256;
    /** After a birth of the node, those of its devices follow at once; what they do not name any more is gone. */
    private static final long REBORN_MILLIS = 10_000;

    private static final int EARLY_METRICS = 1_000;

    private record Early(MessageType type, @Nullable String device, Payload payload) {

        /** What it takes to hold it. */
        int places() {
            return payload.metrics().size() + 1;
        }
    }

    private final EdgeNodeId node;
    private final long reorderMillis;
    private final Budget budget;
    private final Budget waiting;
    private final Map<Long, Tag> aliases = new HashMap<>();
    /** By device that was born (the empty text for the node itself), then by name. */
    private final Map<String, Map<String, Tag>> tags = new LinkedHashMap<>();

    private final Set<Long> ambiguous = new HashSet<>();
    /** What was born before the node's last birth, and not again since. */
    private final Map<Tag.Name, Tag> unconfirmed = new HashMap<>();

    private final Map<Integer, Early> early = new HashMap<>();
    private int earlyPlaces;
    private boolean born;
    private int expected;
    private OptionalLong bdSeq = OptionalLong.empty();
    private long waitingSince;
    private long bornAt;
    private int tagCount;

    /**
     * A session that heard nothing yet.
     *
     * @param reorderMillis how long a missing message is waited for
     * @param budget how many metrics births may declare, of this node and all that share it; each device takes a place too
     * @param waiting how many metrics may wait for a missing message, likewise; each message takes a place too
     */
    EdgeSession(EdgeNodeId node, long reorderMillis, Budget budget, Budget waiting) {
        this.node = node;
        this.reorderMillis = reorderMillis;
        this.budget = budget;
        this.waiting = waiting;
    }

    /** Whether its birth was heard and nothing is missing since. */
    boolean isBorn() {
        return born;
    }

    /** The metrics that its births declared. */
    int tagCount() {
        return tagCount;
    }

    /** Takes a message; {@code now} is any clock in milliseconds that does not go backwards. */
    void take(MessageType type, @Nullable String device, Payload payload, long now, SessionEvents events) {
        if (type == MessageType.NDEATH) {
            nodeDeath(payload, events);
        } else if (payload.seq().isEmpty()) {
            events.fault(SessionFault.NO_SEQ);
        } else if (type == MessageType.NBIRTH) {
            nodeBirth(payload, now, events);
        } else if (!born) {
            events.fault(SessionFault.NOT_BORN);
            events.rebirth();
        } else {
            inOrder(new Early(type, device, payload), payload.seq().getAsInt(), now, events);
        }
    }

    /** Lets time pass: a message that is missing for too long will not come. */
    void tick(long now, SessionEvents events) {
        if (born && !early.isEmpty() && now - waitingSince >= reorderMillis) {
            gap(events);
        }
        if (born && !unconfirmed.isEmpty() && now - bornAt >= REBORN_MILLIS) {
            List<Tag> gone = List.copyOf(unconfirmed.values());
            budget.giveBack(gone.size());
            unconfirmed.clear();
            events.stale(gone);
        }
    }

    /** The host itself was away: it may have missed anything, and says nothing of the node. */
    void unheard() {
        born = false;
        forgetEarly();
    }

    private void gap(SessionEvents events) {
        events.fault(SessionFault.SEQ_GAP);
        unheard();
        events.rebirth();
    }

    private void inOrder(Early message, int seq, long now, SessionEvents events) {
        int distance = Math.floorMod(seq - expected, NUMBERS);
        if (distance >= NUMBERS / 2) {
            events.fault(SessionFault.SEQ_BEHIND);
        } else if (distance > 0) {
            if (early.isEmpty()) {
                waitingSince = now;
            }
            hold(message, seq, events);
        } else {
            handle(message, events);
            expected = (expected + 1) % NUMBERS;
            for (Early next = release(expected); born && next != null; next = release(expected)) {
                handle(next, events);
                expected = (expected + 1) % NUMBERS;
                waitingSince = now;
            }
        }
    }

    private void hold(Early message, int seq, SessionEvents events) {
        if (early.containsKey(seq)) {
            events.fault(SessionFault.SEQ_BEHIND);
        } else if (earlyPlaces + message.places() > EARLY_METRICS) {
            gap(events);
        } else if (!waiting.take(message.places())) {
            events.fault(SessionFault.TOO_MANY_EARLY);
            unheard();
            events.rebirth();
        } else {
            early.put(seq, message);
            earlyPlaces += message.places();
        }
    }

    private @Nullable Early release(int seq) {
        Early held = early.remove(seq);
        if (held != null) {
            earlyPlaces -= held.places();
            waiting.giveBack(held.places());
        }
        return held;
    }

    private void forgetEarly() {
        waiting.giveBack(earlyPlaces);
        earlyPlaces = 0;
        early.clear();
    }

    private void handle(Early message, SessionEvents events) {
        switch (message.type()) {
            case DBIRTH -> deviceBirth(device(message), message.payload(), events);
            case DDEATH -> deviceDeath(device(message), events);
            case DDATA -> data(device(message), message.payload(), events);
            default -> data("", message.payload(), events);
        }
    }

    private static String device(Early message) {
        return message.device() == null ? "" : message.device();
    }

    private void nodeBirth(Payload payload, long now, SessionEvents events) {
        tags.values().forEach(own -> own.values().forEach(tag -> unconfirmed.put(tag.name(), tag)));
        bornAt = now;
        budget.giveBack(tags.size() + ambiguous.size());
        ambiguous.clear();
        aliases.clear();
        tags.clear();
        forgetEarly();
        tagCount = 0;
        born = true;
        expected = (payload.seq().orElse(0) + 1) % NUMBERS;
        bdSeq = payload.bdSeq();
        declare("", payload, events);
    }

    /** A birth says all that a device has: what it had before and does not name any more is gone. */
    private void deviceBirth(String device, Payload payload, SessionEvents events) {
        Map<String, Tag> gone = forget(device);
        gone.keySet().removeAll(declare(device, payload, events));
        if (!gone.isEmpty()) {
            events.stale(List.copyOf(gone.values()));
        }
    }

    private Map<String, Tag> forget(String device) {
        Map<String, Tag> before = tags.remove(device);
        if (before == null) {
            return new LinkedHashMap<>();
        }
        tagCount -= before.size();
        budget.giveBack(1 + before.size());
        aliases.values().removeAll(new HashSet<>(before.values()));
        return before;
    }

    /** Takes a birth's metrics; gives the names of those that are taken. */
    private Set<String> declare(String device, Payload payload, SessionEvents events) {
        if (!budget.take()) {
            events.fault(SessionFault.TOO_MANY_TAGS);
            return Set.of();
        }
        Map<String, Tag> own = new LinkedHashMap<>();
        tags.put(device, own);
        for (Metric metric : payload.metrics()) {
            String name = metric.name();
            if (name == null) {
                events.fault(SessionFault.UNKNOWN_METRIC);
                continue;
            }
            Tag tag = new Tag(node, device.isEmpty() ? null : device, name, metric.type(), metric.unit());
            if (unconfirmed.remove(tag.name()) != null) {
                budget.giveBack(1);
            }
            if (!own.containsKey(name)) {
                if (!budget.take()) {
                    events.fault(SessionFault.TOO_MANY_TAGS);
                    break;
                }
                tagCount++;
            }
            own.put(name, tag);
            alias(metric.alias(), tag, events);
            events.value(tag, metric, payload, true);
        }
        return own.keySet();
    }

    /** An alias that two metrics have means neither; where it cannot be remembered, nothing of the node counts. */
    private void alias(long alias, Tag tag, SessionEvents events) {
        if (alias == Metric.NONE || ambiguous.contains(alias)) {
            return;
        }
        Tag other = aliases.put(alias, tag);
        if (other != null && !other.equals(tag)) {
            events.fault(SessionFault.DOUBLE_ALIAS);
            aliases.remove(alias);
            ambiguous.add(alias);
            if (!budget.take()) {
                ambiguous.remove(alias);
                events.fault(SessionFault.TOO_MANY_TAGS);
                unheard();
                events.rebirth();
            }
        }
    }

    private void data(String device, Payload payload, SessionEvents events) {
        if (!tags.containsKey(device)) {
            events.fault(SessionFault.NOT_BORN);
            events.rebirth();
            return;
        }
        boolean unknown = false;
        for (Metric metric : payload.metrics()) {
            Tag tag = tag(device, metric);
            if (tag == null) {
                events.fault(SessionFault.UNKNOWN_METRIC);
                unknown = true;
            } else {
                events.value(tag, metric, payload, false);
            }
        }
        if (unknown) {
            events.rebirth();
        }
    }

    private @Nullable Tag tag(String device, Metric metric) {
        String name = metric.name();
        if (name != null) {
            return tags.getOrDefault(device, Map.of()).get(name);
        }
        Tag tag = aliases.get(metric.alias());
        boolean own = tag != null && device.equals(tag.device() == null ? "" : tag.device());
        return own ? tag : null;
    }

    private void deviceDeath(String device, SessionEvents events) {
        if (!tags.containsKey(device)) {
            events.fault(SessionFault.NOT_BORN);
            events.rebirth();
            return;
        }
        events.stale(List.copyOf(forget(device).values()));
    }

    private void nodeDeath(Payload payload, SessionEvents events) {
        OptionalLong said = payload.bdSeq();
        if (said.isPresent() && bdSeq.isPresent() && said.getAsLong() != bdSeq.getAsLong()) {
            events.fault(SessionFault.OLD_DEATH);
            return;
        }
        List<Tag> gone = new ArrayList<>();
        tags.values().forEach(own -> gone.addAll(own.values()));
        gone.addAll(unconfirmed.values());
        budget.giveBack(gone.size() + tags.size() + ambiguous.size());
        unconfirmed.clear();
        unheard();
        ambiguous.clear();
        aliases.clear();
        tags.clear();
        tagCount = 0;
        if (!gone.isEmpty()) {
            events.stale(gone);
        }
    }
}
