/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.Reading;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpMetricsTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";

    private final List<String> leftOut = new ArrayList<>();
    private final OtlpMetrics metrics =
            new OtlpMetrics(leftOut::add, asset -> asset.value().equals("vllm-1"));

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    /** A resource that names its node, with attributes beside that. */
    private static Resource resource(int attributes) {
        Resource.Builder resource = Resource.newBuilder().addAttributes(attribute("host.name", "n001"));
        for (int i = 1; i < attributes; i++) {
            resource.addAttributes(attribute("k8s.label." + i, "any"));
        }
        return resource.build();
    }

    private static NumberDataPoint point(double value, KeyValue... attributes) {
        return NumberDataPoint.newBuilder()
                .setTimeUnixNano(NOW * 1_000_000)
                .setAsDouble(value)
                .addAllAttributes(List.of(attributes))
                .build();
    }

    private static ResourceMetrics of(Resource resource, String name, List<NumberDataPoint> points) {
        return ResourceMetrics.newBuilder()
                .setResource(resource)
                .addScopeMetrics(ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder()
                                .setName(name)
                                .setGauge(Gauge.newBuilder().addAllDataPoints(points))))
                .build();
    }

    private static ResourceMetrics temperatures(int attributes, int points) {
        List<NumberDataPoint> all = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            all.add(point(40, attribute("gpu", Integer.toString(i % 8))));
        }
        return of(resource(attributes), TEMP, all);
    }

    private OtlpMetrics.Taken read(ResourceMetrics... all) {
        return metrics.read(
                ExportMetricsServiceRequest.newBuilder()
                        .addAllResourceMetrics(List.of(all))
                        .build(),
                NOW);
    }

    @Test
    void pointsOfAResourceWithEndlessAttributesAreRejectedAndOthersTaken() {
        OtlpMetrics.Taken taken = read(temperatures(20_000, 1_000), temperatures(OtlpMetrics.MOST_ATTRIBUTES, 8));
        assertThat(taken.rejected()).isEqualTo(1_000);
        assertThat(taken.why()).isEqualTo(TEMP + " has more than 128 attributes, of its own or of its resource");
        assertThat(leftOut).hasSize(1_000).containsOnly("too_many_attributes");
        assertThat(taken.readings())
                .singleElement()
                .satisfies(reading -> assertThat(((NodeReading) reading).gpus()).hasSize(8));
    }

    @Test
    void aPointWithEndlessAttributesOfItsOwnIsRejected() {
        NumberDataPoint heavy = point(
                40,
                resource(OtlpMetrics.MOST_ATTRIBUTES + 1).getAttributesList().toArray(new KeyValue[0]));
        assertThat(read(of(resource(1), TEMP, List.of(heavy))).rejected()).isEqualTo(1);
        assertThat(leftOut).containsExactly("too_many_attributes");
    }

    @Test
    void onlySoManyPointsOfARequestAreTaken() {
        OtlpMetrics.Taken taken = read(temperatures(1, OtlpMetrics.MOST_POINTS + 3));
        assertThat(taken.rejected()).isEqualTo(3);
        assertThat(taken.why()).contains("more than 100000 points");
        assertThat(leftOut).containsOnly("too_many_points");
        assertThat(taken.readings()).hasSize(1);
    }

    /** What a point costs is counted in bytes of its own thread, so that a busy machine changes nothing. */
    @Test
    void theAttributesOfAResourceCostNothingForEachPoint() {
        long few = bytes(temperatures(4, 10_000));
        long many = bytes(temperatures(OtlpMetrics.MOST_ATTRIBUTES, 10_000));
        assertThat(many - few).isLessThan(1_000_000);
    }

    private long bytes(ResourceMetrics of) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        read(of); // what is made once is made
        long before = threads.getCurrentThreadAllocatedBytes();
        read(of);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void whatAPointSaysOfItselfStandsBeforeWhatItsResourceSays() {
        Resource resource = Resource.newBuilder()
                .addAttributes(attribute("hostname", "n001"))
                .addAttributes(attribute("gpu", "7"))
                .build();
        OtlpMetrics.Taken taken = read(of(
                resource, TEMP, List.of(point(40, attribute("hostname", "n002")), point(41, attribute("gpu", "3")))));
        assertThat(taken.readings()).hasSize(2);
        NodeReading other = (NodeReading) taken.readings().get(0);
        NodeReading own = (NodeReading) taken.readings().get(1);
        assertThat(other.node().value()).isEqualTo("n002");
        assertThat(other.gpus().get(0).index()).isEqualTo(7);
        assertThat(own.node().value()).isEqualTo("n001");
        assertThat(own.gpus().get(0).index()).isEqualTo(3);
    }

    @Test
    void howFarASendersClockIsOffIsKept() {
        assertThat(metrics.clockOffsetSeconds(NOW)).isNaN();
        NumberDataPoint early = point(40, attribute("gpu", "0")).toBuilder()
                .setTimeUnixNano((NOW - 90_000) * 1_000_000)
                .build();
        read(of(resource(1), TEMP, List.of(early, point(41, attribute("gpu", "1")))));
        assertThat(metrics.clockOffsetSeconds(NOW)).isEqualTo(-90);
        assertThat(leftOut).as("and what it said then is over").containsExactly("suspect_time", "superseded");
    }

    private static NumberDataPoint said(double value, long millis, int gpu) {
        return point(value, attribute("gpu", Integer.toString(gpu))).toBuilder()
                .setTimeUnixNano(millis * 1_000_000)
                .build();
    }

    private static List<Long> times(OtlpMetrics.Taken taken) {
        return taken.readings().stream().map(Reading::ts).toList();
    }

    @Test
    void pointsOfANodeWithinHalfASecondAreOneReadingOfTheNewestTime() {
        OtlpMetrics.Taken taken = read(
                of(resource(1), TEMP, List.of(said(40, NOW - 100, 0), said(41, NOW - 1_101, 1))),
                of(resource(1), TEMP, List.of(said(42, NOW - 599, 1), said(43, NOW - 1_000, 0))));
        assertThat(times(taken)).containsExactly(NOW - 1_000, NOW - 100);
        assertThat(((NodeReading) taken.readings().get(0)).gpus())
                .extracting(GpuReading::temp)
                .containsExactly(410L, 430L);
        assertThat(((NodeReading) taken.readings().get(1)).gpus())
                .extracting(GpuReading::temp)
                .containsExactly(420L, 400L);
        assertThat(leftOut).isEmpty();
    }

    /** Whoever sends what it measured in the last minute says the same, or of a GPU that is gone, more than once. */
    @Test
    void ofTimesThatAreNotBelievedOnlyTheNewestBecomesThatOfTheReceipt() {
        ResourceMetrics minute = of(
                resource(1),
                TEMP,
                List.of(said(40, NOW - 90_000, 0), said(41, NOW - 90_000, 1), said(50, NOW - 30_000, 0)));
        OtlpMetrics.Taken late = read(minute);
        assertThat(times(late)).containsExactly(NOW);
        assertThat(((NodeReading) late.readings().get(0)).gpus())
                .singleElement()
                .satisfies(gpu -> assertThat(gpu.temp()).isEqualTo(500));
        assertThat(leftOut).filteredOn("superseded"::equals).hasSize(2);
        assertThat(times(read(minute, of(resource(1), TEMP, List.of(said(60, NOW - 200, 0))))))
                .containsExactly(NOW - 200);
    }

    @Test
    void metricsThatAreNotUsedArePassedOverAndCounted() {
        Metric histogram = Metric.newBuilder()
                .setName(TEMP)
                .setHistogram(Histogram.newBuilder().addDataPoints(HistogramDataPoint.newBuilder()))
                .build();
        OtlpMetrics.Taken taken = read(
                of(resource(1), "DCGM_FI_DEV_MEM_CLOCK", List.of(point(1, attribute("gpu", "0")), point(2))),
                ResourceMetrics.newBuilder()
                        .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(histogram))
                        .build());
        assertThat(taken.passedOver()).isEqualTo(3);
        assertThat(taken.rejected()).isZero();
        assertThat(taken.readings()).isEmpty();
    }

    @Test
    void countersOfTwoReplicasAreToldApartByTheirResources() {
        List<NumberDataPoint> ten = List.of(point(10, attribute("endpoint", "vllm-1"), attribute("model", "m")));
        Resource first = Resource.newBuilder()
                .addAttributes(attribute("service.instance.id", "a"))
                .build();
        Resource second = Resource.newBuilder()
                .addAttributes(attribute("service.instance.id", "b"))
                .build();
        String name = "vllm:prompt_tokens_total";
        assertThat(sum(read(of(first, name, ten), of(second, name, ten)))).isEqualTo(20);
        assertThat(sum(read(of(first, name, ten), of(first, name, ten))))
                .as("the same series twice")
                .isEqualTo(10);
    }

    private static double sum(OtlpMetrics.Taken taken) {
        assertThat(taken.readings()).hasSize(1);
        Reading reading = taken.readings().get(0);
        return ((PlantReading) reading).value().value();
    }
}
