/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.MessageTime;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.mqtt.PlantValues;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Sparkplug B as a payload format: sessions decide what counts, places say what it is of. Values are published when they
 * change and hold until their node dies, so the collector says those of living nodes again from time to time.
 */
public final class SparkplugFormat implements PayloadFormat {

    private static final int NODES = 2_000;
    private static final int TAGS = 500_000;
    private static final int WAITING = 50_000;

    /**
     * What a device file says of it.
     *
     * @param reorder how long a missing message is waited for
     * @param repeat how often the values of living nodes are said again; zero for never
     */
    public record Definition(Places places, Duration reorder, Duration repeat) implements PayloadFormat.Definition {
        @Override
        public PayloadFormat open(Opening opening) {
            return new SparkplugFormat(this, opening);
        }
    }

    /** What was said last of a point, by which of its metrics, and the number that is in force. */
    private static final class Said {
        private Tag.Name by;
        private Place place;
        private OptionalDouble inForce = OptionalDouble.empty();
        private long ts;

        Said(Tag.Name by, Place place) {
            this.by = by;
            this.place = place;
        }

        /** Now, or right behind what was said last if the source's clock is a little ahead. */
        long after(long now) {
            ts = Math.max(now, ts + 1);
            return ts;
        }
    }

    /** A node's session, where the metrics that it has go, and what they said. */
    private static final class Edge {
        private final EdgeSession session;
        private final Map<Tag.Name, Optional<Place>> places = new HashMap<>();
        private final Map<PointKey, Said> said = new LinkedHashMap<>();
        private long repeated;

        Edge(EdgeSession session) {
            this.session = session;
        }
    }

    private final Definition definition;
    private final Opening opening;
    private final Remarks remarks;
    private final MessageTime times;
    private final RebirthSender rebirths;
    private final Map<EdgeNodeId, Edge> edges = new HashMap<>();
    private final Budget budget = new Budget(TAGS);
    private final Budget waiting = new Budget(WAITING);

    private SparkplugFormat(Definition definition, Opening opening) {
        this.definition = definition;
        this.opening = opening;
        remarks = opening.remarks();
        times = new MessageTime(opening.clock(), remarks);
        rebirths = new RebirthSender(opening.link());
    }

    @Override
    public List<Reading> read(String topic, byte[] payload, boolean retained, long received) {
        Optional<SparkplugTopic> parsed = SparkplugTopic.of(topic);
        if (parsed.isEmpty()) {
            remarks.count(MessageFault.OTHER_TOPIC, "topic '" + topic + "' is none that an edge node publishes on");
            return List.of();
        }
        if (retained) {
            remarks.count(
                    MessageFault.RETAINED,
                    "a message on '" + topic + "' was kept by the broker, which Sparkplug forbids; it is left out");
            return List.of();
        }
        try {
            return read(parsed.get(), PayloadDecoder.decode(payload), received);
        } catch (IOException broken) {
            remarks.count(
                    MessageFault.BAD_MESSAGE,
                    "a message on '" + topic + "' is no Sparkplug B payload that can be read: " + broken.getMessage());
            return List.of();
        }
    }

    private List<Reading> read(SparkplugTopic topic, Payload payload, long received) {
        Edge edge = edges.get(topic.node());
        if (edge == null) {
            if (edges.size() >= NODES) {
                remarks.count(SessionFault.TOO_MANY_TAGS, "more edge nodes than one source may have (" + NODES + ")");
                return List.of();
            }
            edge = new Edge(new EdgeSession(topic.node(), definition.reorder().toMillis(), budget, waiting));
            edges.put(topic.node(), edge);
        }
        Readings readings = new Readings(topic.node(), edge, received);
        edge.session.take(topic.type(), topic.device(), payload, received, readings);
        if (topic.type() == MessageType.NBIRTH && edge.session.isBorn()) {
            rebirths.born(topic.node());
        }
        return readings.made;
    }

    @Override
    public List<Reading> tick(long now) {
        List<Reading> made = new ArrayList<>();
        edges.forEach((node, edge) -> {
            Readings readings = new Readings(node, edge, now);
            edge.session.tick(now, readings);
            if (!edge.session.isBorn() && edge.session.tagCount() > 0) {
                rebirths.ask(node, now);
            } else if (edge.session.isBorn() && isTimeToRepeat(edge, now)) {
                readings.repeat();
            }
            made.addAll(readings.made);
        });
        return made;
    }

    private boolean isTimeToRepeat(Edge edge, long now) {
        long every = definition.repeat().toMillis();
        return every > 0 && Math.abs(now - edge.repeated) >= every;
    }

    /** What was said while nobody listened is not known: births are needed, and nothing is said of the nodes meanwhile. */
    @Override
    public List<Reading> connection(boolean made, long now) {
        edges.values().forEach(edge -> edge.session.unheard());
        return List.of();
    }

    private final class Readings implements SessionEvents {

        private final EdgeNodeId node;
        private final Edge edge;
        private final long received;
        private final List<Reading> made = new ArrayList<>();

        Readings(EdgeNodeId node, Edge edge, long received) {
            this.node = node;
            this.edge = edge;
            this.received = received;
        }

        /** A birth may say another unit than the one before it did. */
        @Override
        public void value(Tag tag, Metric metric, Payload payload, boolean birth) {
            if (birth) {
                edge.places.put(tag.name(), definition.places().of(tag, opening.reads(), remarks));
            }
            edge.places
                    .getOrDefault(tag.name(), Optional.empty())
                    .ifPresent(place -> value(place, tag, metric, payload, birth));
        }

        private void value(Place place, Tag tag, Metric metric, Payload payload, boolean birth) {
            if (metric.historical()) {
                historical(place, tag, metric, payload);
                return;
            }
            Stamp time = times.of(birth ? payload.time() : metric.timeOr(payload.time()), false, received)
                    .orElseGet(() -> Stamp.of(received));
            made.add(reading(place, tag, metric, time));
            Said said = edge.said.computeIfAbsent(key(place), fresh -> new Said(tag.name(), place));
            said.by = tag.name();
            said.place = place;
            said.inForce = metric.isGood() ? metric.number(tag.type()) : OptionalDouble.empty();
            said.ts = Math.max(said.ts, time.ts());
        }

        private static PointKey key(Place place) {
            return new PointKey(place.asset(), place.point());
        }

        private Reading reading(Place place, Tag tag, Metric metric, Stamp time) {
            if (metric.isNull()) {
                return PlantValues.missing(place.asset(), place.point(), time);
            }
            OptionalDouble number = metric.number(tag.type());
            if (number.isEmpty()) {
                remarks.count(
                        MessageFault.BAD_VALUE,
                        "metric '" + tag.metric() + "' of '" + node + "' is no number, so that no point can have it");
                return PlantValues.unreadable(place.asset(), place.point(), time);
            }
            double value = number.getAsDouble();
            Quality quality = switch (metric.quality()) {
                case Metric.NONE, Metric.GOOD -> Quality.GOOD;
                case Metric.STALE -> Quality.STALE;
                default -> Quality.BAD;
            };
            return PlantValues.said(quality, place.asset(), place.point(), time, value, place.unit());
        }

        /** Stored and sent later: of its own time, and never what is in force now. */
        private void historical(Place place, Tag tag, Metric metric, Payload payload) {
            OptionalLong said = metric.timeOr(payload.time());
            if (said.isPresent()
                    && said.getAsLong() <= received
                    && metric.isGood()
                    && metric.number(tag.type()).isPresent()) {
                made.add(reading(place, tag, metric, new Stamp(said.getAsLong(), received)));
            } else {
                fault(SessionFault.STORED_LEFT_OUT);
            }
        }

        @Override
        public void stale(Collection<Tag> tags) {
            for (Tag tag : tags) {
                edge.places.getOrDefault(tag.name(), Optional.empty()).ifPresent(place -> end(place, tag));
                edge.places.remove(tag.name());
            }
        }

        /** Ends what is in force of a point, unless another metric speaks for it by now. */
        private void end(Place place, Tag tag) {
            Said said = edge.said.get(key(place));
            if (said == null || said.by.equals(tag.name())) {
                edge.said.remove(key(place));
                long ts = said == null ? received : said.after(received);
                made.add(PlantValues.stale(place.asset(), place.point(), ts));
            }
        }

        void repeat() {
            edge.repeated = received;
            for (Said said : edge.said.values()) {
                said.inForce.ifPresent(number -> made.add(PlantValues.good(
                        said.place.asset(),
                        said.place.point(),
                        new Stamp(said.after(received), received),
                        number,
                        said.place.unit())));
            }
        }

        @Override
        public void rebirth() {
            rebirths.ask(node, received);
        }

        @Override
        public void fault(SessionFault fault) {
            remarks.count(fault, "edge node '" + node + "': " + fault.sentence());
        }
    }
}
