/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.NodeDraft;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages in Influx line protocol into readings: measurement {@code dcgm} has one line per GPU (tags {@code hostname},
 * {@code gpu}, {@code UUID}; fields by DCGM's names), {@code dcgm_node} the node's {@code boot_id} and
 * {@code gpu_count}, {@code reach} what others say of a node, {@code vllm} the counters of an inference endpoint (tag
 * {@code endpoint}). The lines of a node, or endpoint, and time have to come in one message. Not thread-safe.
 */
public final class InfluxMessages {

    /** Which endpoints may be spoken of, and who is told of those that may not. */
    public interface Endpoints {

        /** Whether an asset is one that this collector reads. */
        boolean knows(AssetId endpoint);

        /** Takes a sentence for an operator about a line that was left out. */
        void complain(String sentence);
    }

    private record Key(NodeId node, long ts) {}

    private final InfluxParser parser;
    private final Consumer<MessageFault> faults;
    private final Endpoints endpoints;
    private final SourceClock sourceClock;
    private final DcgmFields dcgm;

    /** Messages whose faults are counted one by one. */
    public InfluxMessages(Consumer<MessageFault> faults, Endpoints endpoints, SourceClock sourceClock) {
        this(Map.of(), faults, endpoints, sourceClock);
    }

    /**
     * Messages whose faults are counted one by one.
     *
     * @param renamed DCGM's names of fields that stand in the lines under others too, by these
     */
    public InfluxMessages(
            Map<String, String> renamed, Consumer<MessageFault> faults, Endpoints endpoints, SourceClock sourceClock) {
        this.parser = new InfluxParser(renamed);
        this.sourceClock = sourceClock;
        this.faults = faults;
        this.endpoints = endpoints;
        this.dcgm = new DcgmFields(faults);
    }

    /**
     * The readings of one message.
     *
     * @param received epoch milliseconds
     */
    public List<Reading> read(byte[] payload, long received) {
        Message message = new Message(received);
        parser.parse(payload, message);
        return message.readings();
    }

    /** What one message has said so far. */
    private final class Message implements InfluxParser.Lines {

        private final long received;
        private final List<Reading> readings = new ArrayList<>();
        private final Map<Key, NodeDraft> drafts = new LinkedHashMap<>();
        private final Map<Long, Stamp> times = new HashMap<>();
        private @Nullable VllmCounters vllm;

        // lines mostly speak of the node and time of the line before
        private @Nullable Stamp stamp;
        private long nanos;
        private @Nullable NodeDraft draft;

        Message(long received) {
            this.received = received;
        }

        @Override
        public void line(InfluxLine line) {
            Stamp time = line.isTimed() ? stamp(line.nanos()) : Stamp.of(received);
            switch (line.series().kind()) {
                case ENDPOINT -> endpoint(line).ifPresent(endpoint -> vllm().take(endpoint, time, line));
                case UNKNOWN -> faults.accept(MessageFault.UNKNOWN_MEASUREMENT);
                default ->
                    line.series()
                            .node()
                            .ifPresentOrElse(node -> take(node, time, line), () -> faults.accept(MessageFault.NO_NODE));
            }
        }

        private void take(NodeId node, Stamp time, InfluxLine line) {
            switch (line.series().kind()) {
                case GPU -> gpu(line, draft(node, time));
                case NODE -> node(line.fields(), draft(node, time));
                default -> readings.add(reachability(node, time.ts(), line.fields()));
            }
        }

        @Override
        public void bad(InfluxLine.Fault fault, int lineNumber) {
            faults.accept(MessageFault.BAD_LINE);
        }

        private Stamp stamp(long said) {
            Stamp found = stamp;
            if (found == null || said != nanos) {
                found = times.computeIfAbsent(said, fresh -> time(fresh, received));
                stamp = found;
                nanos = said;
            }
            return found;
        }

        private NodeDraft draft(NodeId node, Stamp time) {
            NodeDraft found = draft;
            if (found == null || !found.is(node, time.ts())) {
                found = drafts.computeIfAbsent(
                        new Key(node, time.ts()), key -> new NodeDraft(node, time.ts(), time.received(), time.flags()));
                draft = found;
            }
            return found;
        }

        List<Reading> readings() {
            drafts.values().forEach(each -> readings.add(each.reading()));
            if (vllm != null) {
                vllm.readings(readings);
            }
            return readings;
        }

        private VllmCounters vllm() {
            VllmCounters counters = vllm;
            if (counters == null) {
                counters = new VllmCounters(faults);
                vllm = counters;
            }
            return counters;
        }
    }

    private Stamp time(long nanos, long received) {
        Stamp stamp = sourceClock.stamp(Math.floorDiv(nanos, 1_000_000L), received);
        if (!stamp.trusted()) {
            faults.accept(MessageFault.SUSPECT_TIME);
        }
        return stamp;
    }

    private Optional<AssetId> endpoint(InfluxLine line) {
        String name = line.tags().get("endpoint");
        Optional<AssetId> known = name == null ? Optional.empty() : asset(name).filter(endpoints::knows);
        if (known.isEmpty()) {
            faults.accept(MessageFault.NO_ENDPOINT);
            endpoints.complain(
                    name == null
                            ? "a line of measurement 'vllm' has no tag 'endpoint'; it must name an asset of the registry"
                            : "the registry knows no asset '" + name + "' that this collector reads; add it as an"
                                    + " endpoint, or correct the tag 'endpoint' of its publisher");
        }
        return known;
    }

    private static Optional<AssetId> asset(String name) {
        try {
            return Optional.of(new AssetId(name));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private void gpu(InfluxLine line, NodeDraft draft) {
        InfluxSeries series = line.series();
        if (series.uuid().isEmpty() && series.index() == GpuReading.NO_INDEX) {
            faults.accept(MessageFault.NO_GPU);
        } else {
            draft.gpu(dcgm.reading(line));
        }
    }

    private void node(List<Field> fields, NodeDraft draft) {
        for (Field field : fields) {
            if (field.key().equals("boot_id") && field.value() instanceof Text boot) {
                draft.boot(boot.value());
            } else if (field.key().equals("gpu_count") && !draft.count(number(field.value()))) {
                faults.accept(MessageFault.BAD_VALUE);
            }
        }
    }

    /** The number, NaN of what is none. */
    private static double number(Value value) {
        return value instanceof Whole whole
                ? whole.value()
                : value instanceof InfluxLine.Decimal number ? number.value() : Double.NaN;
    }

    private Reachability reachability(NodeId node, long ts, List<Field> fields) {
        Reach reach = Reach.UNKNOWN;
        Witness witness = Witness.UNKNOWN;
        Port port = Port.UNKNOWN;
        for (Field field : fields) {
            switch (field.key()) {
                case "reach" -> reach = oneOf(field.value(), Reach.UNKNOWN);
                case "witness" -> witness = oneOf(field.value(), Witness.UNKNOWN);
                case "port" -> port = oneOf(field.value(), Port.UNKNOWN);
                default -> {
                    // a prober may say more than evidence rests on
                }
            }
        }
        return new Reachability(node, ts, reach, witness, port);
    }

    private <E extends Enum<E>> E oneOf(Value value, E unknown) {
        if (value instanceof Text text) {
            for (E constant : unknown.getDeclaringClass().getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).equals(text.value())) {
                    return constant;
                }
            }
        }
        faults.accept(MessageFault.BAD_VALUE);
        return unknown;
    }
}
