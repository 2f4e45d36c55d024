/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nameplate.access.Certificates;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OTLP/HTTP over real sockets, from OpenTelemetry's own Java SDK and from senders that do everything wrong. */
class OtlpServerIT {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MAX = 20_000;

    @TempDir
    Path folder;

    private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final List<String> leftOut = new CopyOnWriteArrayList<>();
    private final AtomicLong passedOver = new AtomicLong();
    private final List<Integer> answered = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean recording = true;
    private Clock clock = Clock.systemUTC();
    private int rate = 50_000;
    private OtlpServer server;

    @BeforeEach
    void start() throws IOException {
        server = opened(Optional.empty(), PemFiles.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private OtlpServer opened(Optional<Path> token, PemFiles tls) throws IOException {
        OtlpSource source = new OtlpSource("in", "127.0.0.1", 0, MAX, rate, token, tls);
        return new OtlpServer(
                source,
                clock,
                Thread::new,
                all -> recording && readings.addAll(all),
                asset -> asset.value().equals("vllm-1"),
                new OtlpFaults() {
                    @Override
                    public void answered(String name, int status) {
                        answered.add(status);
                    }

                    @Override
                    public void leftOut(String name, String reason) {
                        leftOut.add(reason);
                    }

                    @Override
                    public void passedOver(String name, long points) {
                        passedOver.addAndGet(points);
                    }
                });
    }

    @Test
    void whatTheSdkOfOpenTelemetrySendsBecomesAReadingOfTheNode() throws InterruptedException {
        sends("none");
    }

    @Test
    void theSdkMayAlsoSendGzip() throws InterruptedException {
        sends("gzip");
    }

    private void sends(String compression) throws InterruptedException {
        assertThat(sent(OtlpHttpMetricExporter.builder()
                        .setEndpoint(at("/v1/metrics").toString())
                        .setCompression(compression)))
                .isTrue();
        arrived();
    }

    @Test
    void aSenderWithACertificateIsHeardOverTlsAndOneWithAnothersOrNoneIsNot() throws Exception {
        Certificates made = new Certificates(folder)
                .with("us", "ca", "IP:127.0.0.1")
                .with("agent", "ca", "DNS:agent.test")
                .with("stranger", "other-ca", "DNS:agent.test");
        try (OtlpServer secured = opened(Optional.empty(), made.files("us"))) {
            String there = "https://127.0.0.1:" + secured.port() + "/v1/metrics";
            assertThat(sent(secured(there, made, "ca", "stranger"))).isFalse();
            assertThat(sent(secured(there, made, "ca", ""))).isFalse();
            assertThat(sent(secured(there, made, "other-ca", "agent")))
                    .as("a sender that does not trust us")
                    .isFalse();
            assertThat(sent(secured("https://localhost:" + secured.port() + "/v1/metrics", made, "ca", "agent")))
                    .as("a sender that looks for another name")
                    .isFalse();
            assertThat(readings).isEmpty();
            assertThat(answered).isEmpty();
            assertThat(sent(secured(there, made, "ca", "agent"))).isTrue();
            arrived();
        }
    }

    @Test
    void withoutACaOfItsOwnThePortAsksSendersForNoCertificate() throws Exception {
        Certificates made = new Certificates(folder).with("us", "ca", "IP:127.0.0.1");
        PemFiles shown =
                new PemFiles(Optional.empty(), Optional.of(made.certificate("us")), Optional.of(made.key("us")));
        try (OtlpServer secured = opened(Optional.empty(), shown)) {
            String there = "https://127.0.0.1:" + secured.port() + "/v1/metrics";
            assertThat(sent(secured(there, made, "ca", ""))).isTrue();
            arrived();
        }
    }

    /** A sender of OpenTelemetry that believes a root and shows a certificate, or none. */
    private static OtlpHttpMetricExporterBuilder secured(String there, Certificates made, String root, String shown)
            throws IOException {
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(there)
                .setTrustedCertificates(Files.readAllBytes(made.certificate(root)));
        return shown.isEmpty()
                ? builder
                : builder.setClientTls(
                        Files.readAllBytes(made.key(shown)), Files.readAllBytes(made.certificate(shown)));
    }

    /** Whether the receiver took what OpenTelemetry's SDK sent. */
    private static boolean sent(OtlpHttpMetricExporterBuilder builder) {
        Watching exporter = new Watching(builder.setRetryPolicy(null).build());
        PeriodicMetricReader reader = PeriodicMetricReader.builder(exporter)
                .setInterval(Duration.ofHours(1))
                .build();
        Resource resource = Resource.create(Attributes.of(AttributeKey.stringKey("host.name"), "n001"));
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(reader)
                .build()) {
            Meter meter = provider.get("test");
            for (int gpu = 0; gpu < 2; gpu++) {
                Attributes labels = Attributes.builder()
                        .put("UUID", "GPU-" + gpu)
                        .put("gpu", gpu)
                        .put("DCGM_FI_SYSTEM_DRIVER_VERSION", "580.95.05")
                        .build();
                gauge(meter, "DCGM_FI_DEV_GPU_UTIL_RATIO", 1, labels);
                gauge(meter, "DCGM_FI_DEV_SM_CLOCK_HERTZ", 1.98e9, labels);
                gauge(meter, "DCGM_FI_DEV_BOARD_POWER_WATTS", 680.5, labels);
                gauge(meter, "DCGM_FI_DEV_MEMORY_UTIL_RATIO", 0.5, labels);
            }
            provider.forceFlush().join(1, TimeUnit.MINUTES);
            return exporter.taken;
        }
    }

    /** Whoever flushes hears of no failure; the exporter does. */
    private static final class Watching implements MetricExporter {

        private final MetricExporter exporter;
        private volatile boolean taken;

        Watching(MetricExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            CompletableResultCode result = exporter.export(metrics).join(1, TimeUnit.MINUTES);
            taken = result.isSuccess();
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return exporter.getAggregationTemporality(type);
        }
    }

    private void arrived() throws InterruptedException {
        assertThat(readings.poll(1, TimeUnit.MINUTES)).isInstanceOfSatisfying(NodeReading.class, node -> {
            assertThat(node.node().value()).isEqualTo("n001");
            assertThat(node.gpus()).extracting(GpuReading::uuid).containsExactlyInAnyOrder("GPU-0", "GPU-1");
            assertThat(node.gpus()).allSatisfy(gpu -> {
                assertThat(gpu.util()).isEqualTo(1_000);
                assertThat(gpu.smClock()).isEqualTo(1_980);
                assertThat(gpu.power()).isEqualTo(681);
                assertThat(gpu.xid()).isEqualTo(Frames.BLANK);
            });
        });
        assertThat(answered).containsOnly(200);
    }

    private static void gauge(Meter meter, String name, double value, Attributes labels) {
        meter.gaugeBuilder(name).build().set(value, labels);
    }

    @Test
    void whatCannotBeTakenIsSaidToTheSender() throws Exception {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .addScopeMetrics(ScopeMetrics.newBuilder()
                                .addMetrics(metric("DCGM_FI_DEV_GPU_TEMP", 41, Map.of("hostname", "n1", "gpu", "0")))
                                .addMetrics(metric("DCGM_FI_DEV_GPU_TEMP", 41, Map.of("gpu", "0")))
                                .addMetrics(metric("DCGM_FI_DEV_GPU_TEMP", 41, Map.of("hostname", "n1")))
                                .addMetrics(metric("DCGM_FI_DEV_GPU_TEMP", 5e6, Map.of("hostname", "n1", "gpu", "1")))
                                .addMetrics(metric("vllm:prompt_tokens_total", 7, Map.of("endpoint", "vllm-1")))
                                .addMetrics(metric("vllm:prompt_tokens_total", 7, Map.of("endpoint", "other")))
                                .addMetrics(metric("system.cpu.time", 7, Map.of()))))
                .build();
        HttpResponse<byte[]> answer = post(request.toByteArray(), PROTOBUF, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        var partial = ExportMetricsServiceResponse.parseFrom(answer.body()).getPartialSuccess();
        assertThat(partial.getRejectedDataPoints()).isEqualTo(4);
        assertThat(partial.getErrorMessage()).startsWith("DCGM_FI_DEV_GPU_TEMP needs an attribute that names its node");
        assertThat(leftOut).containsExactlyInAnyOrder("no_node", "no_gpu", "out_of_range", "no_endpoint");
        assertThat(readings)
                .hasSize(2)
                .anyMatch(NodeReading.class::isInstance)
                .anyMatch(PlantReading.class::isInstance);
        assertThat(readings)
                .filteredOn(NodeReading.class::isInstance)
                .singleElement()
                .satisfies(reading -> {
                    NodeReading node = (NodeReading) reading;
                    assertThat(node.received()).isEqualTo(node.ts());
                    assertThat(node.gpus())
                            .flatExtracting(GpuReading::flags)
                            .containsExactly(new ValueFlag(ValueFlag.Of.TEMP, Quality.BAD, QualityReason.RANGE, 5e6));
                });
    }

    private static Metric metric(String name, double value, Map<String, String> labels) {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder().setAsDouble(value);
        labels.forEach((key, text) -> point.addAttributes(
                KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(text))));
        return Metric.newBuilder()
                .setName(name)
                .setGauge(Gauge.newBuilder().addDataPoints(point))
                .build();
    }

    /**
     * One scrape of NVIDIA's Fleet Intelligence Agent in the shape in which it exports: a metric for each number, names in lower case,
     * the GPU in 'uuid' and 'gpu', the node in the resource, a time for each in milliseconds, and all else that it knows.
     */
    @Test
    void whatNvidiasFleetIntelligenceAgentSendsIsOneReadingOfTheNode() throws Exception {
        long now = System.currentTimeMillis() - 300;
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
        scope.getScopeBuilder().setName("fleetint-exporter").setVersion("1.0.0");
        for (int gpu = 0; gpu < 2; gpu++) {
            Map<String, String> labels = Map.of("uuid", "GPU-" + gpu, "gpu", Integer.toString(gpu));
            for (Map.Entry<String, Double> said : Map.of(
                            "dcgm_fi_dev_gpu_util", 97.0,
                            "dcgm_fi_prof_gr_engine_active", 0.96,
                            "dcgm_fi_prof_pipe_tensor_active", 0.5,
                            "dcgm_fi_dev_sm_clock", 1_980.0,
                            "dcgm_fi_dev_power_usage", 680.5,
                            "dcgm_fi_dev_enforced_power_limit", 700.0,
                            "dcgm_fi_dev_gpu_temp", 61.0,
                            "dcgm_fi_dev_clocks_event_reasons", 4.0)
                    .entrySet()) {
                scope.addMetrics(ofAgent(said.getKey(), said.getValue(), now + scope.getMetricsCount(), labels));
            }
            scope.addMetrics(ofAgent("dcgm_fi_dev_fb_used", 70_000, now, labels));
            scope.addMetrics(ofAgent("dcgm_fi_dev_memory_temp", 70, now, labels));
        }
        scope.addMetrics(ofAgent("dcgm_xid_errors", 1, now + 50, Map.of("uuid", "GPU-0", "gpu", "0", "xid", "45")));
        scope.addMetrics(ofAgent("fleetint_agent_collection_summary", 1, now + 60, Map.of("metrics_count", "21")));
        byte[] export = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                                .addAttributes(attribute("service.name", "fleet-intelligence-agent"))
                                .addAttributes(attribute("machine.id", "3f2c"))
                                .addAttributes(attribute("host.name", "n001")))
                        .addScopeMetrics(scope))
                .build()
                .toByteArray();
        assertThat(post(export, PROTOBUF, "").statusCode()).isEqualTo(200);
        assertThat(readings).singleElement().isInstanceOfSatisfying(NodeReading.class, node -> {
            assertThat(node.node().value()).isEqualTo("n001");
            assertThat(node.ts()).as("the newest").isEqualTo(now + 17);
            assertThat(node.flags()).isEmpty();
            assertThat(node.gpus()).hasSize(2).allSatisfy(gpu -> {
                assertThat(gpu.uuid()).isEqualTo("GPU-" + gpu.index());
                assertThat(gpu.util()).isEqualTo(970);
                assertThat(gpu.grEngine()).isEqualTo(960);
                assertThat(gpu.tensor()).isEqualTo(500);
                assertThat(gpu.smClock()).isEqualTo(1_980);
                assertThat(gpu.power()).isEqualTo(681);
                assertThat(gpu.limit()).isEqualTo(700);
                assertThat(gpu.temp()).isEqualTo(610);
                assertThat(gpu.reasons()).isEqualTo(4);
                assertThat(gpu.xid()).as("its XIDs are counts, not the gauge").isEqualTo(Frames.BLANK);
                assertThat(gpu.flags()).isEmpty();
            });
        });
        assertThat(leftOut).isEmpty();
        assertThat(passedOver).as("what is not used is counted").hasValue(6);
    }

    private static KeyValue attribute(String key, String text) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(text))
                .build();
    }

    private static Metric ofAgent(String name, double value, long millis, Map<String, String> labels) {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder().setTimeUnixNano(millis * 1_000_000).setAsDouble(value);
        labels.forEach((key, text) -> point.addAttributes(attribute(key, text)));
        return Metric.newBuilder()
                .setName(name)
                .setUnit("1")
                .setGauge(Gauge.newBuilder().addDataPoints(point))
                .build();
    }

    @Test
    void jsonIsReadAndAnsweredAsJson() throws Exception {
        String text = """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"n001"}}]},
                 "scopeMetrics":[{"metrics":[{"name":"DCGM_FI_DEV_XID_ERRORS","unknownKey":1,"gauge":{"dataPoints":[
                  {"attributes":[{"key":"gpu","value":{"intValue":"3"}}],"timeUnixNano":"0","asInt":"79"}]}}]}]}]}
                """;
        HttpResponse<byte[]> answer =
                post(text.getBytes(StandardCharsets.UTF_8), "application/json; charset=utf-8", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
        assertThat(readings.poll()).isInstanceOfSatisfying(NodeReading.class, node -> {
            assertThat(node.gpus()).singleElement().satisfies(gpu -> {
                assertThat(gpu.index()).isEqualTo(3);
                assertThat(gpu.xid()).isEqualTo(79);
            });
        });
    }

    /** The SDK itself knows that what was answered so may be sent again. */
    @Test
    void whileNothingIsRecordedTheSenderIsToldToSendItAgain() throws InterruptedException {
        recording = false;
        OtlpHttpMetricExporterBuilder sender =
                OtlpHttpMetricExporter.builder().setEndpoint(at("/v1/metrics").toString());
        assertThat(sent(sender)).isFalse();
        assertThat(answered).containsOnly(503);
        answered.clear();
        recording = true;
        assertThat(sent(sender)).isTrue();
        arrived();
    }

    /** OpenTelemetry's own sender knows what 429 means: it gives up only because this one was told to try once. */
    @Test
    void whoSendsFasterThanTheRateIsToldToWaitAndTakenAfterwards() throws Exception {
        AtomicLong now = new AtomicLong(1_780_272_000_000L);
        clock = new Leaping(now);
        rate = 3;
        try (OtlpServer slow = opened(Optional.empty(), PemFiles.NONE)) {
            String there = "http://127.0.0.1:" + slow.port() + "/v1/metrics";
            // the sender sends once more when it is closed
            assertThat(sent(OtlpHttpMetricExporter.builder().setEndpoint(there)))
                    .isTrue();
            assertThat(sent(OtlpHttpMetricExporter.builder().setEndpoint(there)))
                    .isTrue();
            int taken = readings.size();
            assertThat(sent(OtlpHttpMetricExporter.builder().setEndpoint(there)))
                    .isFalse();
            assertThat(answered).startsWith(200, 200, 200, 429).doesNotContain(503);
            assertThat(answered).filteredOn(status -> status == 200).hasSize(rate);
            assertThat(readings).hasSize(taken);

            HttpResponse<byte[]> refused = http.send(
                    HttpRequest.newBuilder(URI.create(there))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    bytes());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("more than 3 requests a second");

            now.addAndGet(1_000);
            assertThat(sent(OtlpHttpMetricExporter.builder().setEndpoint(there)))
                    .isTrue();
        }
    }

    @Test
    void aNewRateHoldsWithoutClosingThePort() throws Exception {
        clock = new Leaping(new AtomicLong(1_780_272_000_000L));
        rate = 1;
        try (OtlpServer port = opened(Optional.empty(), PemFiles.NONE)) {
            URI there = URI.create("http://127.0.0.1:" + port.port() + "/v1/metrics");
            assertThat(send(there, "")).isEqualTo(200);
            assertThat(send(there, "")).isEqualTo(429);
            OtlpSource wider = new OtlpSource("in", "127.0.0.1", 0, MAX, 3, Optional.empty(), PemFiles.NONE);
            port.exchange(wider).run();
            assertThat(List.of(send(there, ""), send(there, ""), send(there, ""), send(there, "")))
                    .containsExactly(200, 200, 200, 429);
            port.exchange(wider).run();
            assertThat(send(there, "")).as("the same rate goes on where it was").isEqualTo(429);
        }
    }

    /** Who cannot show the token must not keep those out who can. */
    @Test
    void whoHasNoTokenTakesNobodysPlace() throws Exception {
        clock = new Leaping(new AtomicLong(1_780_272_000_000L));
        rate = 1;
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        try (OtlpServer guarded = opened(Optional.of(token), PemFiles.NONE)) {
            URI there = URI.create("http://127.0.0.1:" + guarded.port() + "/v1/metrics");
            for (int i = 0; i < 5; i++) {
                assertThat(send(there, "Bearer other")).isEqualTo(401);
            }
            assertThat(send(there, "Bearer s3cret")).isEqualTo(200);
            assertThat(send(there, "Bearer s3cret")).isEqualTo(429);
        }
    }

    /** Stands until it is told otherwise. */
    private static final class Leaping extends Clock {

        private final AtomicLong millis;

        Leaping(AtomicLong millis) {
            this.millis = millis;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    }

    @Test
    void everyWrongRequestIsAnsweredAndTheNextOneTaken() throws Exception {
        assertThat(post(new byte[] {1, 2, 3}, PROTOBUF, "").statusCode()).isEqualTo(400);
        assertThat(post("{]".getBytes(StandardCharsets.UTF_8), "application/json", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(new byte[0], "text/plain", "").statusCode()).isEqualTo(415);
        assertThat(post(new byte[0], PROTOBUF, "zstd").statusCode()).isEqualTo(415);
        assertThat(post(new byte[] {1, 2, 3}, PROTOBUF, "gzip").statusCode()).isEqualTo(400);
        assertThat(post(new byte[MAX + 1], PROTOBUF, "").statusCode()).isEqualTo(413);
        assertThat(post(packed(new byte[10_000_000]), PROTOBUF, "gzip").statusCode())
                .as("a small body that unpacks to 10 MB")
                .isEqualTo(413);
        assertThat(http.send(HttpRequest.newBuilder(at("/v1/metrics")).build(), bytes())
                        .statusCode())
                .isEqualTo(405);
        assertThat(http.send(
                                HttpRequest.newBuilder(at("/v1/traces"))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                bytes())
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(new byte[0], PROTOBUF, "").statusCode()).isEqualTo(200);
        assertThat(readings).isEmpty();
    }

    @Test
    void sendersThatNeverComeToAnEndDoNotStopTheOthers() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Type: " + PROTOBUF
                                        + "\r\nContent-Length: 100\r\n\r\nhalf")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(1);
            }
            assertThat(post(new byte[0], PROTOBUF, "").statusCode()).isEqualTo(200);
            assertThat(slow)
                    .as("they are waited for all the same")
                    .allSatisfy(socket -> assertThatThrownBy(
                                    () -> socket.getInputStream().read())
                            .isInstanceOf(SocketTimeoutException.class));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void nobodyWithoutTheTokenIsHeard() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        try (OtlpServer guarded = opened(Optional.of(token), PemFiles.NONE)) {
            URI there = URI.create("http://127.0.0.1:" + guarded.port() + "/v1/metrics");
            assertThat(send(there, "Bearer s3cret")).isEqualTo(200);
            assertThat(send(there, "Bearer other")).isEqualTo(401);
            assertThat(send(there, "s3cret")).isEqualTo(401);
            Files.writeString(token, "");
            assertThat(send(there, "Bearer "))
                    .as("an empty token lets nobody in")
                    .isEqualTo(401);
        }
    }

    private int send(URI there, String authorization) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(there)
                                .header("Content-Type", PROTOBUF)
                                .header("Authorization", authorization)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        bytes())
                .statusCode();
    }

    /** Whatever the bytes are, a request is answered: 200, 400 or 413, never 503, and the server goes on. */
    @Test
    void noRequestBreaksTheReader() {
        byte[] good = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .addScopeMetrics(ScopeMetrics.newBuilder()
                                .addMetrics(metric("DCGM_FI_DEV_GPU_TEMP", 41, Map.of("hostname", "n1", "gpu", "0")))))
                .build()
                .toByteArray();
        OtlpMetrics metrics = new OtlpMetrics(leftOut::add, asset -> true);
        List<Long> broken = new ArrayList<>();
        for (long seed = 1; seed <= 200_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                metrics.read(ExportMetricsServiceRequest.parseFrom(bytes), 1_780_272_000_000L);
            } catch (InvalidProtocolBufferException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageNotContaining("null");
            } catch (RuntimeException wrong) {
                broken.add(seed);
            }
            leftOut.clear();
        }
        assertThat(broken).as("seeds").isEmpty();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }

    private HttpResponse<byte[]> post(byte[] body, String type, String encoding)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at("/v1/metrics"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return http.send(request.build(), bytes());
    }

    private static byte[] packed(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
