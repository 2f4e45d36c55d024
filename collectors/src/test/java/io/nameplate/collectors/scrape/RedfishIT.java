/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.nameplate.access.Certificates;
import io.nameplate.access.Tools;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.scrape.Credentials.Login;
import io.nameplate.model.evidence.Witness;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Management controllers over HTTPS, with a certificate that they made themselves for a name that is not theirs. */
class RedfishIT {

    private static final Path SYSTEM = Path.of("src/test/resources/testcases/redfish/system-on/input.json");
    private static final String AT = "/redfish/v1/Systems/437XR1138R2";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger unchanged = new AtomicInteger();
    private final Map<String, List<String>> outcomes = new ConcurrentHashMap<>();
    private Certificates made;
    private HttpsServer server;
    private volatile String state = "On";

    @BeforeEach
    void start() throws Exception {
        made = new Certificates(folder).selfSigned("bmc").selfSigned("other");
        Files.writeString(folder.resolve("password"), "calvin\n");
        Files.writeString(folder.resolve("wrong"), "hobbes\n");
        Files.writeString(folder.resolve("session"), "e2f1c0\n");
        JdkSslContext tls = (JdkSslContext) SslContextBuilder.forServer(
                        made.certificate("bmc").toFile(), made.key("bmc").toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        server.setExecutor(threads);
        server.createContext(AT, this::system);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    /** A system as DMTF's mockups show it, behind a user's name and password or a session's token. */
    private void system(HttpExchange exchange) throws IOException {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString("nameplate:calvin".getBytes(StandardCharsets.UTF_8));
        boolean known = basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || "e2f1c0".equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"));
        String etag = "W/\"" + state + "\"";
        if (!known || !"application/json".equals(exchange.getRequestHeaders().getFirst("Accept"))) {
            answer(exchange, 401, "{\"error\": {\"code\": \"Base.1.8.NoValidSession\"}}");
        } else if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            unchanged.incrementAndGet();
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            exchange.getResponseHeaders().add("ETag", etag);
            answer(exchange, 200, Files.readString(SYSTEM).replace("\"On\"", "\"" + state + "\""));
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().add("OData-Version", "4.0");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void aPinnedCertificateIsBelievedWhateverItsNameAndNoOtherIs() throws Exception {
        assertThat(fetch(pinned("bmc", "password")).trouble()).isNull();
        assertThat(fetch(pinned("other", "password")).trouble()).isEqualTo(Trouble.TLS);
        Credentials vouched = new Credentials(
                Optional.empty(),
                login("password"),
                new PemFiles(Optional.of(made.certificate("bmc")), Optional.empty(), Optional.empty()),
                Optional.empty());
        assertThat(fetch(vouched).trouble())
                .as("whoever vouches for it, its name is another one")
                .isEqualTo(Trouble.TLS);
        assertThatThrownBy(() -> fetch(pinnedTo(made.key("bmc"), "password")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bmc.key");
    }

    @Test
    void aPasswordOrASessionOpensAndAnythingElseIsSaid() throws Exception {
        assertThat(fetch(pinned("bmc", "password")).trouble()).isNull();
        assertThat(fetch(pinned("bmc", "wrong")).trouble()).isEqualTo(Trouble.NOT_ALLOWED);
        Credentials session = new Credentials(
                Optional.of(folder.resolve("session")),
                Optional.empty(),
                PemFiles.NONE,
                Optional.of(made.certificate("bmc")));
        assertThat(fetch(session).trouble()).isNull();
        assertThat(fetch(pinned("bmc", "wrong")).detail()).doesNotContain("hobbes");
    }

    /** One of each kind of controller that goes wrong beside one that is well, which is heard in its period. */
    @Test
    void controllersThatGoWrongDelayNoOtherAndSayNothing() throws Exception {
        Map<String, HttpHandler> wrong = new LinkedHashMap<>();
        wrong.put("/huge", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] some = " ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write(some);
                }
            } catch (IOException closed) {
                exchange.close();
            }
        });
        wrong.put("/html", exchange -> answer(exchange, 200, "<html>Please log in</html>"));
        wrong.put("/collection", exchange -> answer(exchange, 200, "{\"Members\": [{\"@odata.id\": \"/x\"}]}"));
        wrong.put("/away", exchange -> answer(exchange, 503, "{}"));
        wrong.put("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", AT);
            answer(exchange, 307, "{}");
        });
        wrong.put("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (!over.await(50, TimeUnit.MILLISECONDS)) {
                    out.write(' ');
                    out.flush();
                }
            } catch (IOException | InterruptedException closed) {
                exchange.close();
            }
        });
        wrong.put("/always-304", exchange -> {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        });
        Map<String, URI> targets = new LinkedHashMap<>();
        targets.put("n001", at(AT));
        int number = 2;
        for (Map.Entry<String, HttpHandler> one : wrong.entrySet()) {
            server.createContext(one.getKey(), one.getValue());
            targets.put(Sites.node(number++).value(), at(one.getKey()));
        }
        ScrapeSource source = source(targets);
        List<Reading> said = new CopyOnWriteArrayList<>();
        try (Scrapes scrapes = scrapes(source, said)) {
            scrapes.follow(Sites.small(targets.size(), 1, 1));
            Tools.await("the good one is heard again and again", () -> said.size() >= 4 && unchanged.get() >= 2);
            Tools.await("the others are all known to be away", () -> scrapes.away() == wrong.size());
            state = "Off";
            Tools.await("the good one is off", () -> power(said) == Witness.OFF);
            assertThat(said)
                    .allSatisfy(reading ->
                            assertThat(((Reachability) reading).node()).isEqualTo(Sites.node(1)));
            assertThat(outcomes.get("bmcs")).contains("ok", "too_large", "unreadable", "http_error", "timeout");
        }
    }

    private static Witness power(List<Reading> said) {
        return ((Reachability) said.get(said.size() - 1)).witness();
    }

    private Scrapes scrapes(ScrapeSource source, List<Reading> into) throws IOException {
        return new Scrapes(
                source,
                Sites.C1,
                Sites.small(source.targets().size(), 1, 1),
                new HttpFetcher(
                        Manner.REDFISH,
                        source.credentials(),
                        source.timeout(),
                        source.maxBytes(),
                        threads,
                        Clock.systemUTC()),
                scheduler,
                threads,
                Clock.systemUTC(),
                into::addAll,
                new ScrapeFaults() {
                    @Override
                    public void ended(String name, String outcome, Duration took) {
                        outcomes.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>())
                                .add(outcome);
                    }

                    @Override
                    public void leftOut(String name, String reason) {}
                });
    }

    private ScrapeSource source(Map<String, URI> targets) {
        return new ScrapeSource(
                "bmcs",
                ScrapeSource.Kind.REDFISH,
                Optional.empty(),
                Set.of(),
                targets,
                Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofMillis(2_000),
                100_000,
                Duration.ofMinutes(5),
                pinned("bmc", "password"),
                PortList.NONE);
    }

    private Credentials pinned(String certificate, String password) {
        return pinnedTo(made.certificate(certificate), password);
    }

    private Credentials pinnedTo(Path file, String password) {
        return new Credentials(Optional.empty(), login(password), PemFiles.NONE, Optional.of(file));
    }

    private Optional<Login> login(String password) {
        return Optional.of(new Login("nameplate", new Secret.OfFile(folder.resolve(password))));
    }

    private Fetched fetch(Credentials credentials) throws IOException {
        return new HttpFetcher(Manner.REDFISH, credentials, Duration.ofSeconds(30), 100_000, threads, Clock.systemUTC())
                .fetch(at(AT), Duration.ofSeconds(30))
                .join();
    }

    private URI at(String path) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
