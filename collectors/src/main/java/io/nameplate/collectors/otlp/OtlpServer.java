/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.nameplate.access.credentials.UnusableFile;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.pace.Turnstile;
import io.nameplate.model.language.AssetId;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for OTLP/HTTP: {@code POST /v1/metrics} as protobuf or JSON, plain or gzip. Every request is bounded in bytes and
 * time and in how many come a second, and answered as the protocol says: 200 also for what was taken in part, 400 for what will
 * never be right, 429 and 503 for what may be sent again.
 */
public final class OtlpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpServer.class);
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    /** A sender that is slow, or never comes to an end, holds one of them for as long as a request may take. */
    private static final int THREADS = 16;

    private static final int WAITING = 64;
    private static final int IDLE_SECONDS = 60;
    private static final int GRACE_SECONDS = 2;
    private static final int STATUS_MESSAGE = 2;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    /** Until it is said again that too many come. */
    private static final Duration QUIET = Duration.ofHours(1);

    private static final long NEVER = Long.MIN_VALUE;

    static {
        // seconds in which a request has to be there and its answer taken; the server of the JDK waits for ever
        // otherwise
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
    }

    /** Leaves a request that gets another answer than 200. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String sentence) {
            super(sentence, null, false, false);
            this.status = status;
        }
    }

    private volatile OtlpSource source;
    private volatile Turnstile turnstile;
    private final AtomicLong saidTooMany = new AtomicLong(NEVER);
    private final Clock clock;
    private final Predicate<List<Reading>> sink;
    private final OtlpFaults faults;
    private final OtlpMetrics metrics;
    private final HttpServer server;
    private Optional<RenewedTls> tls = Optional.empty();
    private final ThreadPoolExecutor threads;

    /**
     * Begins to listen.
     *
     * @param sink takes the readings of each request; false where nothing is recorded at present
     * @param endpoints whether the collector reads an asset
     * @throws IOException if the address, a certificate or a key cannot be used
     */
    public OtlpServer(
            OtlpSource source,
            Clock clock,
            ThreadFactory threads,
            Predicate<List<Reading>> sink,
            Predicate<AssetId> endpoints,
            OtlpFaults faults)
            throws IOException {
        this.source = source;
        this.turnstile = new Turnstile(source.maxRate());
        this.clock = clock;
        this.sink = sink;
        this.faults = faults;
        this.metrics = new OtlpMetrics(reason -> faults.leftOut(this.source.name(), reason), endpoints);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads);
        this.threads.allowCoreThreadTimeOut(true);
        this.server = opened(source);
        server.setExecutor(this.threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private HttpServer opened(OtlpSource source) throws IOException {
        InetSocketAddress address = new InetSocketAddress(source.host(), source.port());
        try {
            if (!source.isSecured()) {
                return HttpServer.create(address, 0);
            }
            RenewedTls renewed = new RenewedTls(source.tls().context());
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(secured(renewed));
            tls = Optional.of(renewed);
            return https;
        } catch (IOException unusable) {
            throw new IOException(
                    "OTLP source '" + source.name() + "' cannot listen on " + source.host() + ":" + source.port() + ": "
                            + unusable.getMessage(),
                    unusable);
        }
    }

    private HttpsConfigurator secured(RenewedTls renewed) {
        return new HttpsConfigurator(renewed.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(source.tls().ca().isPresent());
                parameters.setSSLParameters(wanted);
            }
        };
    }

    /** What it listens for. */
    public OtlpSource source() {
        return source;
    }

    /**
     * Looks at what is wanted in place of what there is, certificates read anew, and changes nothing yet.
     *
     * @param next one that this listener can serve too
     * @return goes over to it; connections stay, the next request is held against the new settings
     * @throws UnusableFile if a certificate or key cannot be used
     */
    public Runnable exchange(OtlpSource next) throws UnusableFile {
        if (!next.isSecured()) {
            return () -> goOver(next);
        }
        SSLContext fresh = next.tls().context();
        return () -> {
            tls.ifPresent(renewed -> renewed.exchange(fresh));
            goOver(next);
        };
    }

    private void goOver(OtlpSource next) {
        if (next.maxRate() != turnstile.perSecond()) {
            turnstile = new Turnstile(next.maxRate());
        }
        source = next;
    }

    /** How far the clocks of its senders are off: see {@link io.nameplate.collectors.validate.SourceClock#offsetSeconds}. */
    public double clockOffsetSeconds() {
        return metrics.clockOffsetSeconds(clock.millis());
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        boolean json = contentType(exchange).equals(JSON);
        try (exchange) {
            try {
                answer(exchange, 200, json, response(exchange, json));
            } catch (Refused refused) {
                answer(exchange, refused.status, json, status(String.valueOf(refused.getMessage()), json));
            } catch (RuntimeException broken) {
                LOG.atError()
                        .setCause(broken)
                        .addKeyValue("source", source.name())
                        .log("request was not taken");
                answer(exchange, 503, json, status("not taken, send it again", json));
            }
        } catch (IOException gone) {
            LOG.atDebug().setCause(gone).addKeyValue("source", source.name()).log("sender went away");
        }
    }

    private static String contentType(HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null) {
            return "";
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private byte[] response(HttpExchange exchange, boolean json) throws Refused, IOException {
        allowed(exchange);
        // behind the token: who has none takes nobody's place
        if (!turnstile.passes(clock.millis())) {
            throw tooMany(exchange);
        }
        if (!exchange.getRequestURI().getPath().equals("/v1/metrics")) {
            throw new Refused(404, "metrics are taken at /v1/metrics, nothing else anywhere");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Refused(405, "metrics are sent by POST");
        }
        if (!json && !contentType(exchange).equals(PROTOBUF)) {
            throw new Refused(415, "Content-Type must be " + PROTOBUF + " or " + JSON);
        }
        OtlpMetrics.Taken taken = read(body(exchange), json);
        if (!taken.readings().isEmpty() && !sink.test(taken.readings())) {
            throw new Refused(503, "nothing is recorded at present, send it again");
        }
        if (taken.passedOver() > 0) {
            faults.passedOver(source.name(), taken.passedOver());
        }
        ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
        if (taken.rejected() > 0) {
            response.setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(taken.rejected())
                    .setErrorMessage(taken.why()));
        }
        return json
                ? JsonFormat.printer()
                        .omittingInsignificantWhitespace()
                        .print(response)
                        .getBytes(StandardCharsets.UTF_8)
                : response.build().toByteArray();
    }

    /** Counted each time, said once an hour. */
    private Refused tooMany(HttpExchange exchange) {
        long now = clock.millis();
        long said = saidTooMany.get();
        boolean isQuiet = said != NEVER && Math.abs(now - said) < QUIET.toMillis();
        if (!isQuiet && saidTooMany.compareAndSet(said, now)) {
            LOG.atWarn()
                    .addKeyValue("source", source.name())
                    .addKeyValue("max_rate", source.maxRate())
                    .addKeyValue(
                            "sender", exchange.getRemoteAddress().getAddress().getHostAddress())
                    .log("more requests come than 'max_rate' a second, those beyond are refused");
        }
        return new Refused(
                TOO_MANY, "more than " + source.maxRate() + " requests a second; send larger batches less often");
    }

    private void allowed(HttpExchange exchange) throws Refused, IOException {
        Optional<Path> token = source.token();
        if (token.isEmpty()) {
            return;
        }
        String wanted;
        try {
            wanted = "Bearer " + Files.readString(token.get()).strip();
        } catch (IOException unreadable) {
            LOG.atError()
                    .addKeyValue("source", source.name())
                    .addKeyValue("file", token.get())
                    .addKeyValue("reason", unreadable.toString())
                    .log("token file cannot be used");
            throw new Refused(503, "the receiver cannot read its token");
        }
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        boolean same = shown != null
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
        if (!same || wanted.equals("Bearer ")) {
            throw new Refused(401, "the bearer token is missing or another one");
        }
    }

    private byte[] body(HttpExchange exchange) throws Refused, IOException {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        boolean gzip = "gzip".equalsIgnoreCase(encoding);
        if (!gzip && encoding != null && !"identity".equalsIgnoreCase(encoding)) {
            throw new Refused(415, "Content-Encoding must be gzip or none");
        }
        byte[] sent = bounded(exchange.getRequestBody());
        if (!gzip) {
            return sent;
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return bounded(unpacked);
        } catch (ZipException | EOFException broken) {
            throw new Refused(400, "the body is no gzip: " + broken.getMessage());
        }
    }

    private byte[] bounded(InputStream in) throws Refused, IOException {
        int most = source.maxBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8_192];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            if (out.size() + read > most) {
                throw new Refused(413, "more than " + most + " bytes; send smaller batches");
            }
            out.write(part, 0, read);
        }
        return out.toByteArray();
    }

    /** One at a time: what a request is parsed to may be many times its bytes. */
    private OtlpMetrics.Taken read(byte[] body, boolean json) throws Refused {
        synchronized (metrics) {
            return metrics.read(parsed(body, json), clock.millis());
        }
    }

    private static ExportMetricsServiceRequest parsed(byte[] body, boolean json) throws Refused {
        try {
            if (!json) {
                return ExportMetricsServiceRequest.parseFrom(body);
            }
            ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(new String(body, StandardCharsets.UTF_8), request);
            return request.build();
        } catch (InvalidProtocolBufferException broken) {
            throw new Refused(400, "the body is no metrics request: " + broken.getMessage());
        }
    }

    /** A google.rpc.Status with a message and no code, which is all that a sender reads of it. */
    private static byte[] status(String sentence, boolean json) throws IOException {
        if (json) {
            return ("{\"message\":\"" + sentence.replaceAll("[\\p{Cntrl}\"\\\\]", " ") + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(STATUS_MESSAGE, sentence);
        out.flush();
        return bytes.toByteArray();
    }

    private void answer(HttpExchange exchange, int status, boolean json, byte[] body) throws IOException {
        faults.answered(source.name(), status);
        exchange.getResponseHeaders().set("Content-Type", json ? JSON : PROTOBUF);
        if (status == UNAVAILABLE || status == TOO_MANY) {
            exchange.getResponseHeaders().set("Retry-After", status == TOO_MANY ? "1" : "5");
        }
        if (status != 200) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** Takes no further request; those that are being taken have a moment to end. */
    @Override
    public void close() {
        boolean busy = threads.getActiveCount() > 0 || !threads.getQueue().isEmpty();
        server.stop(busy ? GRACE_SECONDS : 0);
        threads.shutdownNow();
    }
}
