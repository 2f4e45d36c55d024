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
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One request's points into readings. All points of a node and time have to come in one request; those of a node within half a
 * second are of one time, the newest. Points of metrics that are not used are passed over and counted; those that are, but do not
 * say of what, are rejected. What is kept of a request while it is
 * read does not grow with the attributes of its resources. Not thread-safe.
 */
final class OtlpMetrics {

    /** Attributes that may name the node, the first that is there counts; of the point before those of its resource. */
    private static final List<String> HOST = List.of("hostname", "Hostname", "host.name", "k8s.node.name");

    private static final List<String> UUID = List.of("UUID", "uuid", "gpu.uuid", "gpu_uuid");
    private static final List<String> INDEX = List.of("gpu", "gpu.index", "gpu_index", "index");
    private static final String ENDPOINT = "endpoint";
    private static final String INSTANCE = "GPU_I_ID";

    /** All that is asked of the attributes of a GPU's point, and of any resource: nothing else is kept. */
    private static final Set<String> USED = Stream.of(HOST, UUID, INDEX, List.of(ENDPOINT, INSTANCE), Generation.LABELS)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** Attributes of a point, and of a resource. */
    static final int MOST_ATTRIBUTES = 128;

    /** Points of one request that are of use; what is behind them is rejected. */
    static final int MOST_POINTS = 100_000;

    /** Points of a node that are nearer are one reading: half the shortest period that a source can have, so that no two are. */
    static final long TOGETHER_MILLIS = 500;

    /** Where the labels of a counter say which resource it is of; no attribute is called so. */
    private static final String RESOURCE = "";

    static final String NO_NODE = "no_node";
    static final String NO_GPU = "no_gpu";
    static final String NO_ENDPOINT = "no_endpoint";
    static final String BAD_VALUE = "bad_value";
    static final String SUSPECT_TIME = "suspect_time";
    static final String SUPERSEDED = "superseded";
    static final String TOO_MANY_ATTRIBUTES = "too_many_attributes";
    static final String TOO_MANY_POINTS = "too_many_points";

    /**
     * What a request came to.
     *
     * @param rejected points that are of use but could not be taken
     * @param why the first reason, for the sender; empty where nothing was rejected
     * @param passedOver points of metrics that are not used
     */
    record Taken(List<Reading> readings, long rejected, String why, long passedOver) {}

    private record Point(String name, Map<String, String> labels, long nanos, double value) {}

    /** The GPUs of a node at about one time; times in epoch milliseconds. */
    private static final class Moment {

        private final NodeId node;
        private final long began;
        private final Map<Gpu, GpuDraft> drafts = new LinkedHashMap<>();
        private long newest;
        private int points;

        Moment(NodeId node, long began) {
            this.node = node;
            this.began = began;
        }
    }

    private record Gpu(String uuid, int index) {}

    private final SourceClock clock = new SourceClock();
    private final Consumer<String> leftOut;
    private final Predicate<AssetId> endpoints;
    private final List<Point> points = new ArrayList<>();
    private final Map<Resource, String> resources = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();
    private final Map<NodeId, Moment> latest = new HashMap<>();
    private EndpointCounters counters = new EndpointCounters();
    private long rejected;
    private long passedOver;
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
    Taken read(ExportMetricsServiceRequest request, long received) {
        counters = new EndpointCounters();
        rejected = 0;
        passedOver = 0;
        why = "";
        request.getResourceMetricsList().forEach(this::collect);
        points.sort(Comparator.comparingLong(point -> said(point, received)));
        points.forEach(point -> take(point, received));
        List<Reading> readings = new ArrayList<>();
        moments.forEach(moment -> read(moment, received, readings));
        counters.readings(readings);
        // nothing of a large request is kept until the next one
        points.clear();
        resources.clear();
        moments.clear();
        latest.clear();
        counters = new EndpointCounters();
        return new Taken(readings, rejected, why, passedOver);
    }

    double clockOffsetSeconds(long now) {
        return clock.offsetSeconds(now);
    }

    /** Of times that are not believed only the newest can be that of the receipt: what was before it is over. */
    private void read(Moment moment, long received, List<Reading> into) {
        Stamp time = Stamp.of(moment.newest, received);
        if (time.trusted() || moment == latest.get(moment.node)) {
            into.add(reading(moment, time));
        } else {
            for (int i = 0; i < moment.points; i++) {
                leftOut.accept(SUPERSEDED);
            }
        }
    }

    private static NodeReading reading(Moment moment, Stamp time) {
        List<GpuReading> read = new ArrayList<>(moment.drafts.size());
        int count = NodeReading.UNKNOWN;
        for (Map.Entry<Gpu, GpuDraft> gpu : moment.drafts.entrySet()) {
            read.add(gpu.getValue().reading(gpu.getKey().uuid(), gpu.getKey().index()));
            count = Math.max(count, gpu.getValue().gpuCount());
        }
        return new NodeReading(moment.node, time.ts(), time.received(), "", count, read, time.flags());
    }

    private void collect(ResourceMetrics of) {
        Map<String, String> named = used(Map.of(), of.getResource().getAttributesList());
        for (ScopeMetrics scope : of.getScopeMetricsList()) {
            for (Metric metric : scope.getMetricsList()) {
                boolean isNumber = metric.hasGauge() || metric.hasSum();
                if (isNumber
                        && (GpuField.named(metric.getName()) != null || EndpointCounters.knows(metric.getName()))) {
                    List<NumberDataPoint> numbers = metric.hasGauge()
                            ? metric.getGauge().getDataPointsList()
                            : metric.getSum().getDataPointsList();
                    numbers.forEach(number -> collect(metric.getName(), of.getResource(), named, number));
                } else {
                    passedOver += points(metric);
                }
            }
        }
    }

    private static int points(Metric metric) {
        return switch (metric.getDataCase()) {
            case GAUGE -> metric.getGauge().getDataPointsCount();
            case SUM -> metric.getSum().getDataPointsCount();
            case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
            case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
            case SUMMARY -> metric.getSummary().getDataPointsCount();
            case DATA_NOT_SET -> 0;
        };
    }

    private void collect(String name, Resource resource, Map<String, String> named, NumberDataPoint number) {
        boolean isNothing = (number.getFlags() & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
        if (isNothing || number.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET) {
            return;
        }
        if (Math.max(resource.getAttributesCount(), number.getAttributesCount()) > MOST_ATTRIBUTES) {
            reject(
                    TOO_MANY_ATTRIBUTES,
                    name + " has more than " + MOST_ATTRIBUTES + " attributes, of its own or of its resource");
        } else if (points.size() == MOST_POINTS) {
            reject(TOO_MANY_POINTS, "more than " + MOST_POINTS + " points in a request; send smaller batches");
        } else {
            double value = number.hasAsInt() ? (double) number.getAsInt() : number.getAsDouble();
            Map<String, String> labels = GpuField.named(name) == null
                    ? series(resource, named, number)
                    : used(named, number.getAttributesList());
            points.add(new Point(name, labels, number.getTimeUnixNano(), value));
        }
    }

    /** All that tells a counter from others, its resource by a number in place of its attributes. */
    private Map<String, String> series(Resource resource, Map<String, String> named, NumberDataPoint number) {
        Map<String, String> labels = new HashMap<>(named);
        number.getAttributesList().forEach(attribute -> put(attribute, labels));
        labels.put(RESOURCE, resources.computeIfAbsent(resource, fresh -> Integer.toString(resources.size())));
        return labels;
    }

    /** What attributes that are used say, over what was said before; the very same map where they add nothing. */
    private static Map<String, String> used(Map<String, String> under, List<KeyValue> attributes) {
        Map<String, String> labels = under;
        for (KeyValue attribute : attributes) {
            if (USED.contains(attribute.getKey())) {
                labels = labels == under ? new HashMap<>(under) : labels;
                put(attribute, labels);
            }
        }
        return labels;
    }

    private static void put(KeyValue attribute, Map<String, String> into) {
        AnyValue value = attribute.getValue();
        switch (value.getValueCase()) {
            case STRING_VALUE -> into.put(attribute.getKey(), value.getStringValue());
            case INT_VALUE -> into.put(attribute.getKey(), Long.toString(value.getIntValue()));
            default -> {
                // no other kind names anything
            }
        }
    }

    private void take(Point point, long received) {
        Stamp time = stamp(point, received);
        GpuField.Named field = GpuField.named(point.name());
        if (field != null) {
            gpu(point, field, said(point, received));
        } else {
            endpoint(point, time);
        }
    }

    /** Epoch milliseconds: what a point says of its time, else when it came. */
    private static long said(Point point, long received) {
        return point.nanos() == 0 ? received : Math.floorDiv(point.nanos(), 1_000_000L);
    }

    private Stamp stamp(Point point, long received) {
        if (point.nanos() == 0) {
            return Stamp.of(received);
        }
        Stamp stamp = clock.stamp(said(point, received), received);
        if (!stamp.trusted()) {
            leftOut.accept(SUSPECT_TIME);
        }
        return stamp;
    }

    private void gpu(Point point, GpuField.Named field, long said) {
        Optional<NodeId> node = first(point, HOST).flatMap(name -> id(name, NodeId::new));
        String uuid = first(point, UUID).orElse("");
        int index = ExporterText.index(first(point, INDEX).orElse(""));
        if (node.isEmpty()) {
            reject(NO_NODE, point.name() + " needs an attribute that names its node: " + HOST);
        } else if (uuid.isEmpty() && index == GpuReading.NO_INDEX) {
            reject(NO_GPU, point.name() + " needs an attribute that names its GPU: " + UUID + " or " + INDEX);
        } else if (point.labels().getOrDefault(INSTANCE, "").isEmpty()) {
            Moment moment = moment(node.get(), said);
            moment.newest = said;
            moment.points++;
            moment.drafts
                    .computeIfAbsent(new Gpu(uuid, index), key -> draft(point))
                    .take(field, point.value());
        }
    }

    /** The one that is open, for points come in the order of their times, or the next. */
    private Moment moment(NodeId node, long said) {
        Moment open = latest.get(node);
        if (open == null || said - open.began >= TOGETHER_MILLIS) {
            open = new Moment(node, said);
            moments.add(open);
            latest.put(node, open);
        }
        return open;
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
