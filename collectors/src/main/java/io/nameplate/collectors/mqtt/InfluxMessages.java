/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.NodeDraft;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
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
import java.util.Set;
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

    private static final Set<String> OF_NODES = Set.of("dcgm", "dcgm_node", "reach");

    private record Key(String node, long ts) {}

    private final InfluxParser parser = new InfluxParser();
    private final Map<String, Optional<NodeId>> nodes = new HashMap<>();
    private final Consumer<MessageFault> faults;
    private final Endpoints endpoints;
    private final SourceClock sourceClock;
    private final DcgmFields dcgm;

    /** Messages whose faults are counted one by one. */
    public InfluxMessages(Consumer<MessageFault> faults, Endpoints endpoints, SourceClock sourceClock) {
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
        Map<Key, NodeDraft> drafts = new LinkedHashMap<>();
        List<Reading> readings = new ArrayList<>();
        VllmCounters vllm = new VllmCounters(faults);
        Map<Long, Stamp> times = new HashMap<>();
        parser.parse(payload, new InfluxParser.Lines() {
            @Override
            public void line(InfluxLine line) {
                Stamp time = line.time().isPresent()
                        ? times.computeIfAbsent(line.time().getAsLong(), nanos -> time(nanos, received))
                        : Stamp.of(received);
                if (line.measurement().equals("vllm")) {
                    endpoint(line).ifPresent(endpoint -> vllm.take(endpoint, time, line));
                } else {
                    take(line, time.ts(), drafts, readings);
                }
            }

            @Override
            public void bad(InfluxLine.Fault fault, int lineNumber) {
                faults.accept(MessageFault.BAD_LINE);
            }
        });
        drafts.values().forEach(draft -> readings.add(draft.reading()));
        vllm.readings(readings);
        return readings;
    }

    private Stamp time(long nanos, long received) {
        Stamp stamp = sourceClock.stamp(Math.floorDiv(nanos, 1_000_000L), received);
        if (!stamp.trusted()) {
            faults.accept(MessageFault.SUSPECT_TIME);
        }
        return stamp;
    }

    private void take(InfluxLine line, long ts, Map<Key, NodeDraft> drafts, List<Reading> readings) {
        String measurement = line.measurement();
        if (!OF_NODES.contains(measurement)) {
            faults.accept(MessageFault.UNKNOWN_MEASUREMENT);
            return;
        }
        String host = line.tags().get("hostname");
        Optional<NodeId> node = host == null ? Optional.empty() : nodes.computeIfAbsent(host, InfluxMessages::id);
        if (host == null || node.isEmpty()) {
            faults.accept(MessageFault.NO_NODE);
        } else if (measurement.equals("reach")) {
            readings.add(reachability(node.get(), ts, line.fields()));
        } else {
            NodeDraft draft = drafts.computeIfAbsent(new Key(host, ts), key -> new NodeDraft(node.get(), ts));
            if (measurement.equals("dcgm")) {
                gpu(line, draft);
            } else {
                node(line.fields(), draft);
            }
        }
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

    private static Optional<NodeId> id(String host) {
        try {
            return Optional.of(new NodeId(host));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private void gpu(InfluxLine line, NodeDraft draft) {
        String uuid = line.tags().getOrDefault("UUID", "");
        int index = index(line.tags().get("gpu"));
        if (uuid.isEmpty() && index == GpuReading.NO_INDEX) {
            faults.accept(MessageFault.NO_GPU);
        } else {
            draft.gpu(dcgm.reading(uuid, index, line.tags(), line.fields()));
        }
    }

    private static int index(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return GpuReading.NO_INDEX;
        }
        return Integer.parseInt(text);
    }

    private void node(List<Field> fields, NodeDraft draft) {
        for (Field field : fields) {
            if (field.key().equals("boot_id") && field.value() instanceof Text boot) {
                draft.boot(boot.value());
            } else if (field.key().equals("gpu_count")) {
                draft.count(count(field.value()));
            }
        }
    }

    private int count(Value value) {
        double count = value instanceof Whole whole
                ? whole.value()
                : value instanceof InfluxLine.Decimal number ? number.value() : -1;
        if (count < 0 || count > Short.MAX_VALUE || count != Math.rint(count)) {
            faults.accept(MessageFault.BAD_VALUE);
            return NodeReading.UNKNOWN;
        }
        return (int) count;
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
