/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import io.nameplate.collectors.dcgm.ExporterText;
import io.nameplate.collectors.dcgm.Generation;
import io.nameplate.collectors.dcgm.GpuDraft;
import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.collectors.vllm.EndpointCounters;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One request's points into readings. All points of a node and time have to come in one request. Points of metrics that
 * are not used are passed over; those that are, but do not say of what, are rejected.
 */
final class OtlpMetrics {

    /** Attributes that may name the node, the first that is there counts; of the point before those of its resource. */
    private static final List<String> HOST = List.of("hostname", "Hostname", "host.name", "k8s.node.name");

    private static final List<String> UUID = List.of("UUID", "uuid", "gpu.uuid", "gpu_uuid");
    private static final List<String> INDEX = List.of("gpu", "gpu.index", "gpu_index", "index");
    private static final String ENDPOINT = "endpoint";

    static final String NO_NODE = "no_node";
    static final String NO_GPU = "no_gpu";
    static final String NO_ENDPOINT = "no_endpoint";
    static final String BAD_VALUE = "bad_value";
    static final String SUSPECT_TIME = "suspect_time";

    /**
     * What a request came to.
     *
     * @param rejected points that are of use but could not be taken
     * @param why the first reason, for the sender; empty where nothing was rejected
     */
    record Taken(List<Reading> readings, long rejected, String why) {}

    private record Point(String name, Map<String, String> labels, long nanos, double value) {}

    private record OfNode(NodeId node, long ts) {}

    private record Gpu(String uuid, int index) {}

    private final SourceClock clock = new SourceClock();
    private final Consumer<String> leftOut;
    private final Predicate<AssetId> endpoints;
    private final List<Point> points = new ArrayList<>();
    private final Map<OfNode, Map<Gpu, GpuDraft>> nodes = new LinkedHashMap<>();
    private EndpointCounters counters = new EndpointCounters();
    private long rejected;
    private String why = "";

    OtlpMetrics(Consumer<String> leftOut, Predicate<AssetId> endpoints) {
        this.leftOut = leftOut;
        this.endpoints = endpoints;
    }

    /**
     * What a request says.
     *
     * @param received epoch milliseconds
     */
    synchronized Taken read(ExportMetricsServiceRequest request, long received) {
        points.clear();
        nodes.clear();
        counters = new EndpointCounters();
        rejected = 0;
        why = "";
        request.getResourceMetricsList().forEach(this::collect);
        points.sort(Comparator.comparingLong(Point::nanos));
        points.forEach(point -> take(point, received));
        List<Reading> readings = new ArrayList<>();
        nodes.forEach((of, gpus) -> readings.add(reading(of, gpus)));
        counters.readings(readings);
        return new Taken(readings, rejected, why);
    }

    private static NodeReading reading(OfNode of, Map<Gpu, GpuDraft> gpus) {
        List<GpuReading> read = new ArrayList<>(gpus.size());
        int count = NodeReading.UNKNOWN;
        for (Map.Entry<Gpu, GpuDraft> gpu : gpus.entrySet()) {
            read.add(gpu.getValue().reading(gpu.getKey().uuid(), gpu.getKey().index()));
            count = Math.max(count, gpu.getValue().gpuCount());
        }
        return new NodeReading(of.node(), of.ts(), "", count, read);
    }

    private void collect(ResourceMetrics of) {
        Map<String, String> resource = labels(Map.of(), of.getResource().getAttributesList());
        for (ScopeMetrics scope : of.getScopeMetricsList()) {
            for (Metric metric : scope.getMetricsList()) {
                if (GpuField.named(metric.getName()) != null || EndpointCounters.knows(metric.getName())) {
                    List<NumberDataPoint> numbers = metric.hasGauge()
                            ? metric.getGauge().getDataPointsList()
                            : metric.getSum().getDataPointsList();
                    numbers.forEach(number -> collect(metric.getName(), resource, number));
                }
            }
        }
    }

    private void collect(String name, Map<String, String> resource, NumberDataPoint number) {
        boolean isNothing = (number.getFlags() & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
        if (!isNothing && number.getValueCase() != NumberDataPoint.ValueCase.VALUE_NOT_SET) {
            double value = number.hasAsInt() ? (double) number.getAsInt() : number.getAsDouble();
            Map<String, String> labels = labels(resource, number.getAttributesList());
            points.add(new Point(name, labels, number.getTimeUnixNano(), value));
        }
    }

    private static Map<String, String> labels(Map<String, String> under, List<KeyValue> attributes) {
        Map<String, String> labels = new HashMap<>(under);
        for (KeyValue attribute : attributes) {
            switch (attribute.getValue().getValueCase()) {
                case STRING_VALUE ->
                    labels.put(attribute.getKey(), attribute.getValue().getStringValue());
                case INT_VALUE ->
                    labels.put(
                            attribute.getKey(),
                            Long.toString(attribute.getValue().getIntValue()));
                default -> {
                    // no other kind names anything
                }
            }
        }
        return labels;
    }

    private void take(Point point, long received) {
        Stamp time = stamp(point, received);
        GpuField.Named field = GpuField.named(point.name());
        if (field != null) {
            gpu(point, field, time);
        } else {
            endpoint(point, time);
        }
    }

    private Stamp stamp(Point point, long received) {
        if (point.nanos() == 0) {
            return Stamp.of(received);
        }
        Stamp stamp = clock.stamp(Math.floorDiv(point.nanos(), 1_000_000L), received);
        if (!stamp.trusted()) {
            leftOut.accept(SUSPECT_TIME);
        }
        return stamp;
    }

    private void gpu(Point point, GpuField.Named field, Stamp time) {
        Optional<NodeId> node = first(point, HOST).flatMap(name -> id(name, NodeId::new));
        String uuid = first(point, UUID).orElse("");
        int index = ExporterText.index(first(point, INDEX).orElse(""));
        if (node.isEmpty()) {
            reject(NO_NODE, point.name() + " needs an attribute that names its node: " + HOST);
        } else if (uuid.isEmpty() && index == GpuReading.NO_INDEX) {
            reject(NO_GPU, point.name() + " needs an attribute that names its GPU: " + UUID + " or " + INDEX);
        } else if (point.labels().getOrDefault("GPU_I_ID", "").isEmpty()) {
            nodes.computeIfAbsent(new OfNode(node.get(), time.ts()), key -> new LinkedHashMap<>())
                    .computeIfAbsent(new Gpu(uuid, index), key -> draft(point))
                    .take(field, point.value());
        }
    }

    private GpuDraft draft(Point point) {
        return new GpuDraft((reason, name, value) -> reject(reason.label(), name + " is " + value))
                .begin(Generation.of(point.labels()));
    }

    private void endpoint(Point point, Stamp time) {
        Optional<AssetId> endpoint = first(point, List.of(ENDPOINT))
                .flatMap(name -> id(name, AssetId::new))
                .filter(endpoints);
        if (endpoint.isEmpty()) {
            reject(
                    NO_ENDPOINT,
                    point.name() + " needs an attribute 'endpoint' with the id of an asset that is read here");
        } else if (!counters.take(endpoint.get(), time, point.name(), point.labels(), point.value())) {
            reject(BAD_VALUE, point.name() + " is no count: " + point.value());
        }
    }

    private static Optional<String> first(Point point, List<String> keys) {
        return keys.stream()
                .map(key -> point.labels().getOrDefault(key, ""))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static <T> Optional<T> id(String text, Function<String, T> make) {
        try {
            return Optional.of(make.apply(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private void reject(String reason, String sentence) {
        leftOut.accept(reason);
        rejected++;
        if (why.isEmpty()) {
            why = sentence;
        }
    }
}
