/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nameplate.access.Certificates;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.otlp.OtlpFaults;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.AssetId;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that metrics are sent to, while the device file changes. */
class OtlpReloadIT {

    private static final int RELOADS = 200;
    private static final int SENDERS = 3;

    @TempDir
    Path folder;

    private final AtomicInteger taken = new AtomicInteger();
    private final int port = FreePort.next();

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @AutoClose
    private OtlpDriver driver;

    private OtlpDriver listening(OtlpSource source) throws IOException {
        return new OtlpDriver(List.of(source), new Counting(), Clock.systemUTC(), new Unheard(), new Metrics(meters));
    }

    private OtlpSource at(int number, int maxBytes, PemFiles tls) {
        return new OtlpSource("in", "127.0.0.1", number, maxBytes, 50_000, Optional.empty(), tls);
    }

    private static Devices only(OtlpSource source) {
        return new Devices(List.of(), List.of(), List.of(), List.of(source), List.of(), Rules.NONE);
    }

    @Test
    void aPortThatStaysLosesNoRequestWhileItsSettingsChange() throws Exception {
        driver = listening(at(port, 1 << 20, PemFiles.NONE));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                answers.add(senders.submit(sending(done)));
            }
            for (int i = 0; i < RELOADS; i++) {
                int before = taken.get();
                driver.reload(only(at(port, (1 << 20) + i, PemFiles.NONE)));
                while (taken.get() == before) {
                    Thread.onSpinWait();
                }
            }
            done.set(true);
            int answered = 0;
            for (Future<Integer> sender : answers) {
                answered += sender.get();
            }
            assertThat(answered).isEqualTo(taken.get()).isGreaterThanOrEqualTo(RELOADS);
        } finally {
            done.set(true);
            senders.shutdownNow();
        }
    }

    /** Sends until it is done, each request over a connection of its own or a kept one; counts what was answered with 200. */
    private Callable<Integer> sending(AtomicBoolean done) {
        return () -> {
            HttpClient kept = HttpClient.newHttpClient();
            int answered = 0;
            while (!done.get()) {
                HttpClient client = answered % 2 == 0 ? kept : HttpClient.newHttpClient();
                assertThat(post(client, "http", port)).isEqualTo(200);
                answered++;
            }
            return answered;
        };
    }

    @Test
    void howFarTheClocksOfSendersAreOffIsShownOfEachPortThatIsListenedOn() throws Exception {
        driver = listening(at(port, 1 << 20, PemFiles.NONE));
        assertThat(offsets()).containsExactly(Double.NaN);
        driver.reload(only(at(FreePort.next(), 1 << 20, PemFiles.NONE)));
        assertThat(offsets()).hasSize(1);
        driver.reload(new Devices(List.of(), List.of(), List.of(), List.of(), List.of(), Rules.NONE));
        assertThat(offsets()).isEmpty();
    }

    private List<Double> offsets() {
        return meters.find("nameplate.source.clock.offset.seconds").tag("source", "in").gauges().stream()
                .map(gauge -> gauge.value())
                .toList();
    }

    @Test
    void anotherPortIsOpenBeforeTheOldOneClosesAndATakenOneLeavesTheOldOneOpen() throws Exception {
        driver = listening(at(port, 1 << 20, PemFiles.NONE));
        HttpClient client = HttpClient.newHttpClient();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> driver.reload(only(at(other.getLocalPort(), 1 << 20, PemFiles.NONE))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("OTLP source 'in' cannot listen on 127.0.0.1:" + other.getLocalPort());
            assertThat(driver.ports()).containsExactly(port);
            assertThat(post(client, "http", port)).isEqualTo(200);
        }
        int next = FreePort.next();
        driver.reload(only(at(next, 1 << 20, PemFiles.NONE)));
        assertThat(driver.ports()).containsExactly(next);
        assertThat(post(client, "http", next)).isEqualTo(200);
        assertThatThrownBy(() -> post(HttpClient.newHttpClient(), "http", port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void aRenewedCertificateIsShownAfterAReloadAndABrokenOneIsNot() throws Exception {
        Certificates made =
                new Certificates(folder).with("us", "ca", "IP:127.0.0.1").with("renewed", "other-ca", "IP:127.0.0.1");
        PemFiles shown =
                new PemFiles(Optional.empty(), Optional.of(made.certificate("us")), Optional.of(made.key("us")));
        OtlpSource source = at(port, 1 << 20, shown);
        driver = listening(source);
        assertThat(post(believing(made, "ca"), "https", port)).isEqualTo(200);
        Files.copy(made.certificate("renewed"), made.certificate("us"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> driver.reload(only(source)))
                .hasMessageContaining("it is not the key of the first certificate");
        assertThat(post(believing(made, "ca"), "https", port)).isEqualTo(200);
        Files.copy(made.key("renewed"), made.key("us"), StandardCopyOption.REPLACE_EXISTING);
        driver.reload(only(source));
        assertThat(post(believing(made, "other-ca"), "https", port)).isEqualTo(200);
        assertThatThrownBy(() -> post(believing(made, "ca"), "https", port)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aPortGoesOverToTlsUnlessItsFilesCannotBeUsed() throws Exception {
        Certificates made = new Certificates(folder).with("us", "ca", "IP:127.0.0.1");
        driver = listening(at(port, 1 << 20, PemFiles.NONE));
        PemFiles broken =
                new PemFiles(Optional.empty(), Optional.of(made.certificate("us")), Optional.of(made.key("ca")));
        assertThatThrownBy(() -> driver.reload(only(at(port, 1 << 20, broken))))
                .hasMessageContaining("it is not the key of the first certificate");
        assertThat(post(HttpClient.newHttpClient(), "http", port)).isEqualTo(200);
        PemFiles shown =
                new PemFiles(Optional.empty(), Optional.of(made.certificate("us")), Optional.of(made.key("us")));
        driver.reload(only(at(port, 1 << 20, shown)));
        assertThat(post(believing(made, "ca"), "https", port)).isEqualTo(200);
        driver.reload(only(at(port, 1 << 20, PemFiles.NONE)));
        assertThat(post(HttpClient.newHttpClient(), "http", port)).isEqualTo(200);
    }

    private static HttpClient believing(Certificates made, String root) throws IOException {
        return HttpClient.newBuilder()
                .sslContext(
                        new PemFiles(Optional.of(made.certificate(root)), Optional.empty(), Optional.empty()).context())
                .build();
    }

    private static int post(HttpClient client, String scheme, int port) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/v1/metrics"))
                                .header("Content-Type", "application/x-protobuf")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static final byte[] BODY = ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(ResourceMetrics.newBuilder()
                    .addScopeMetrics(ScopeMetrics.newBuilder()
                            .addMetrics(Metric.newBuilder()
                                    .setName("DCGM_FI_DEV_GPU_TEMP")
                                    .setGauge(Gauge.newBuilder()
                                            .addDataPoints(NumberDataPoint.newBuilder()
                                                    .setAsDouble(41)
                                                    .addAttributes(label("hostname", "n1"))
                                                    .addAttributes(label("gpu", "0")))))))
            .build()
            .toByteArray();

    private static KeyValue label(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private final class Counting implements Intake {
        @Override
        public void takeAt(AssetId asset, long ts, List<PointValue> values) {}

        @Override
        public boolean take(List<Reading> readings) {
            taken.addAndGet(readings.size());
            return true;
        }

        @Override
        public boolean reads(AssetId asset) {
            return true;
        }
    }

    private static final class Unheard implements OtlpFaults {
        @Override
        public void answered(String source, int status) {}

        @Override
        public void leftOut(String source, String reason) {}

        @Override
        public void passedOver(String source, long points) {}
    }
}
