/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.nameplate.access.Certificates;
import io.nameplate.access.Tools;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.NodeId;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that go wrong in every way that a network and an exporter can. */
class HttpFetcherIT {

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String GPU = "DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 41\n";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<ServerSocket> sockets = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        serve("/metrics", 200, GPU.getBytes(StandardCharsets.UTF_8));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        server.stop(0);
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    private void serve(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private Fetched fetch(URI uri, Duration timeout) throws IOException {
        return fetch(uri, timeout, Credentials.NONE);
    }

    private Fetched fetch(URI uri, Duration timeout, Credentials credentials) throws IOException {
        return new HttpFetcher(credentials, timeout, 1_000, threads, Clock.systemUTC())
                .fetch(uri, timeout)
                .join();
    }

    @Test
    void anAnswerIsItsBytesAndWhatTheyAre() throws IOException {
        Fetched good = fetch(at("/metrics"), LONG);
        assertThat(good.trouble()).isNull();
        assertThat(good.body()).asString(StandardCharsets.UTF_8).isEqualTo(GPU);
        assertThat(good.contentType()).isEqualTo("text/plain; version=0.0.4");
    }

    @Test
    void whatAnExporterRefusesIsNamed() throws IOException {
        serve("/down", 503, "no host engine".getBytes(StandardCharsets.UTF_8));
        serve("/secret", 401, new byte[0]);
        serve("/moved", 302, new byte[0]);
        assertThat(fetch(at("/down"), LONG).trouble()).isEqualTo(Trouble.HTTP_ERROR);
        assertThat(fetch(at("/down"), LONG).detail()).isEqualTo("HTTP status 503");
        assertThat(fetch(at("/secret"), LONG).trouble()).isEqualTo(Trouble.NOT_ALLOWED);
        assertThat(fetch(at("/nothing"), LONG).trouble()).isEqualTo(Trouble.NOT_FOUND);
        assertThat(fetch(at("/moved"), LONG).trouble())
                .as("redirects are not followed")
                .isEqualTo(Trouble.HTTP_ERROR);
    }

    @Test
    void anAnswerWithoutEndIsGivenUpAtTheLimit() throws IOException {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] some = new byte[10_000];
            try (OutputStream out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write(some);
                }
            } catch (IOException closed) {
                exchange.close();
            }
        });
        Fetched endless = fetch(at("/endless"), LONG);
        assertThat(endless.trouble()).isEqualTo(Trouble.TOO_LARGE);
        assertThat(endless.detail()).contains("more than 1000 bytes");
    }

    @Test
    void nobodyThereIsRefusedAndSilenceATimeout() throws IOException {
        assertThat(fetch(URI.create("http://127.0.0.1:" + freePort() + "/metrics"), LONG)
                        .trouble())
                .isEqualTo(Trouble.REFUSED);
        assertThat(fetch(URI.create("http://127.0.0.1:" + silentPort() + "/metrics"), SHORT)
                        .trouble())
                .isEqualTo(Trouble.TIMEOUT);
        assertThat(fetch(URI.create("http://no-such-host.invalid/metrics"), LONG)
                        .trouble())
                .isEqualTo(Trouble.UNKNOWN_HOST);
    }

    /** No connection goes to a multicast address: Linux answers as it does where it knows no way, and sends nothing. */
    @Test
    void whereTheNetworkHasNoWayThatIsSaid() throws IOException {
        Fetched nowhere = fetch(URI.create("http://224.0.0.1:9400/metrics"), LONG);
        assertThat(nowhere.trouble()).as(nowhere.detail()).isEqualTo(Trouble.NO_ROUTE);
    }

    /** The deadline is for the whole answer: one that drips, as after its headers, does not hold on for ever. */
    @Test
    void anAnswerThatDripsIsATimeout() throws IOException {
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        assertThat(fetch(at("/drip"), SHORT).trouble()).isEqualTo(Trouble.TIMEOUT);
    }

    @Test
    void aConnectionThatEndsTooEarlyIsBroken() throws Exception {
        ServerSocket rude = socket();
        threads.execute(() -> {
            try (var one = rude.accept()) {
                one.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nDCGM".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                over.countDown();
            }
        });
        Fetched broken = fetch(URI.create("http://127.0.0.1:" + rude.getLocalPort() + "/metrics"), LONG);
        assertThat(broken.trouble()).isEqualTo(Trouble.BROKEN);
    }

    @Test
    void aMissingRouteAndOurOwnPovertyAreToldApartByTheirWords() {
        ConnectException wrapped = new ConnectException("No route to host");
        wrapped.initCause(new NoRouteToHostException("No route to host"));
        assertThat(HttpFetcher.failed(wrapped).trouble()).isEqualTo(Trouble.NO_ROUTE);
        assertThat(HttpFetcher.failed(new ConnectException("Network is unreachable"))
                        .trouble())
                .isEqualTo(Trouble.NO_ROUTE);
        assertThat(HttpFetcher.failed(new IOException("Too many open files")).trouble())
                .isEqualTo(Trouble.OUT_OF_SOCKETS);
    }

    @Test
    void aTokenIsReadFromItsFileOnceAMinuteAndShownToTheTarget() throws IOException {
        AtomicReference<String> shown = new AtomicReference<>("");
        server.createContext("/token", exchange -> {
            shown.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        LeapingClock clock = new LeapingClock(0);
        HttpFetcher fetcher =
                new HttpFetcher(new Credentials(Optional.of(file), PemFiles.NONE), LONG, 1_000, threads, clock);
        assertThat(fetcher.fetch(at("/token"), LONG).join().trouble()).isNull();
        assertThat(shown).hasValue("Bearer s3cret");
        Files.writeString(file, "an0ther\n");
        fetcher.fetch(at("/token"), LONG).join();
        assertThat(shown).as("the file was not looked at yet").hasValue("Bearer s3cret");
        clock.pass(60_000);
        fetcher.fetch(at("/token"), LONG).join();
        assertThat(shown).hasValue("Bearer an0ther");
        Files.writeString(file, "no token\n");
        clock.pass(60_000);
        fetcher.fetch(at("/token"), LONG).join();
        assertThat(shown).as("nothing is shown").hasValue("null");
        Files.writeString(file, "third \n");
        fetcher.fetch(at("/token"), LONG).join();
        assertThat(shown).as("which cannot be used is read again at once").hasValue("Bearer third");
    }

    @Test
    void aTargetIsBelievedByItsCertificateAndWeShowOurs() throws Exception {
        Certificates made = made().with("other", "ca", "DNS:elsewhere");
        Path ca = made.certificate("ca");
        PemFiles ours = made.files("us");
        PemFiles believingOthers =
                PemFiles.mutual(made.certificate("us"), made.key("us"), made.certificate("other-ca"));
        PemFiles withoutOurs = new PemFiles(Optional.of(ca), Optional.empty(), Optional.empty());
        try (Https good = new Https(made, "server");
                Https misnamed = new Https(made, "other")) {
            assertThat(fetch(good.uri(), LONG, showing(ours)).trouble()).isNull();
            assertThat(fetch(good.uri(), LONG, showing(believingOthers)).trouble())
                    .isEqualTo(Trouble.TLS);
            assertThat(fetch(misnamed.uri(), LONG, showing(ours)).trouble())
                    .as("a certificate for another host")
                    .isEqualTo(Trouble.TLS);
            assertThat(fetch(good.uri(), LONG, showing(withoutOurs)).trouble())
                    .as("without a certificate of ours")
                    .isIn(Trouble.TLS, Trouble.BROKEN);
        }
    }

    /** Both sides' certificates are exchanged in place, as a renewal does; the fetcher stays. */
    @Test
    void renewedCertificatesAreUsedWithoutARestart() throws Exception {
        Certificates made = made();
        LeapingClock clock = new LeapingClock(0);
        HttpFetcher fetcher = new HttpFetcher(showing(made.files("us")), LONG, 1_000, threads, clock);
        try (Https before = new Https(made, "server")) {
            assertThat(fetcher.fetch(before.uri(), LONG).join().trouble()).isNull();
        }
        try (Https after = new Https(made(), "server")) {
            assertThat(fetcher.fetch(after.uri(), LONG).join().trouble())
                    .as("the files were not looked at yet")
                    .isEqualTo(Trouble.TLS);
            clock.pass(60_000);
            assertThat(fetcher.fetch(after.uri(), LONG).join().trouble()).isNull();
        }
        try (Https again = new Https(made(), "server")) {
            fetcher.renew();
            assertThat(fetcher.fetch(again.uri(), LONG).join().trouble())
                    .as("told to look")
                    .isNull();
        }
    }

    @Test
    void certificatesThatCannotBeUsedLeaveTheOldOnesInForceUntilTheyCan() throws Exception {
        Certificates made = made();
        HttpFetcher fetcher = new HttpFetcher(showing(made.files("us")), LONG, 1_000, threads, Clock.systemUTC());
        Path ours = made.key("us");
        String key = Files.readString(ours);
        try (Https target = new Https(made, "server")) {
            Files.writeString(ours, "half of a ke");
            fetcher.renew();
            assertThat(fetcher.fetch(target.uri(), LONG).join().trouble()).isNull();
            Files.delete(ours);
            fetcher.renew();
            assertThat(fetcher.fetch(target.uri(), LONG).join().trouble()).isNull();
            Files.writeString(ours, key);
            fetcher.renew();
            assertThat(fetcher.fetch(target.uri(), LONG).join().trouble()).isNull();
        }
    }

    /** Six dead targets beside a live one, which goes on in its period; each is said as what it is. */
    @Test
    void deadTargetsDelayNoLivingOne() throws Exception {
        serve("/down", 503, new byte[0]);
        URI silent = URI.create("http://127.0.0.1:" + silentPort() + "/metrics");
        Map<String, URI> targets = Map.of(
                "n001", at("/metrics"),
                "n002", silent,
                "n003", silent,
                "n004", URI.create("http://127.0.0.1:" + freePort() + "/metrics"),
                "n005", at("/down"));
        ScrapeSource source = new ScrapeSource(
                "gpus",
                ScrapeSource.Kind.DCGM,
                Optional.empty(),
                Set.of(),
                targets,
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1_000,
                Duration.ofMinutes(5),
                Credentials.NONE,
                PortList.NONE);
        Map<NodeId, List<Reading>> seen = new ConcurrentHashMap<>();
        Scrapes scrapes = new Scrapes(
                source,
                Sites.C1,
                Sites.small(5, 1, 1),
                new HttpFetcher(Credentials.NONE, Duration.ofSeconds(5), 1_000, threads, Clock.systemUTC()),
                scheduler,
                threads,
                Clock.systemUTC(),
                readings -> readings.forEach(reading -> keep(seen, reading)),
                new ScrapeFaults() {
                    @Override
                    public void ended(String name, String outcome, Duration took) {}

                    @Override
                    public void leftOut(String name, String reason) {}
                });
        try (scrapes) {
            scrapes.follow(Sites.small(5, 1, 1));
            assertThat(scrapes.targets()).isEqualTo(5);
            for (int node : new int[] {2, 3, 4, 5}) {
                Tools.await("node " + node + " is said to be away", () -> count(seen, node) >= 2);
            }
            Tools.await("the living one is asked on", () -> count(seen, 1) >= 2);
            assertThat(scrapes.away()).isEqualTo(4);
            assertThat(seen.get(Sites.node(1))).allMatch(NodeReading.class::isInstance);
            assertThat(reach(seen, 2)).isEqualTo(Reach.TIMEOUT);
            assertThat(reach(seen, 4)).isEqualTo(Reach.REFUSED);
            assertThat(reach(seen, 5)).isEqualTo(Reach.OK);
            scrapes.follow(Sites.small(1, 1, 1));
            assertThat(scrapes.targets())
                    .as("nodes that the registry no longer has")
                    .isEqualTo(1);
        }
    }

    private static void keep(Map<NodeId, List<Reading>> seen, Reading reading) {
        NodeId node = reading instanceof NodeReading data ? data.node() : ((Reachability) reading).node();
        seen.computeIfAbsent(node, key -> new CopyOnWriteArrayList<>()).add(reading);
    }

    private static int count(Map<NodeId, List<Reading>> seen, int node) {
        return seen.getOrDefault(Sites.node(node), List.of()).size();
    }

    private static Reach reach(Map<NodeId, List<Reading>> seen, int node) {
        return ((Reachability) seen.get(Sites.node(node)).get(0)).reach();
    }

    private ServerSocket socket() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        return socket;
    }

    /** A port that connects and then says nothing. */
    private int silentPort() throws IOException {
        return socket().getLocalPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Certificates of a target and of ours by a root that both believe; all of them new where they are there already. */
    private Certificates made() throws Exception {
        return new Certificates(folder).with("server", "ca", "IP:127.0.0.1").with("us", "ca", "DNS:us");
    }

    private static Credentials showing(PemFiles files) {
        return new Credentials(Optional.empty(), files);
    }

    /** A target that demands our certificate. */
    private final class Https implements AutoCloseable {

        private final HttpsServer https =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Https(Certificates made, String who) throws Exception {
            JdkSslContext tls = (JdkSslContext) SslContextBuilder.forServer(
                            made.certificate(who).toFile(), made.key(who).toFile())
                    .trustManager(made.certificate("ca").toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .sslProvider(SslProvider.JDK)
                    .build();
            https.setHttpsConfigurator(new HttpsConfigurator(tls.context()) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                    wanted.setNeedClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
            https.setExecutor(threads);
            https.createContext("/metrics", exchange -> {
                exchange.sendResponseHeaders(200, GPU.length());
                exchange.getResponseBody().write(GPU.getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            https.start();
        }

        URI uri() {
            return URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/metrics");
        }

        @Override
        public void close() {
            https.stop(0);
        }
    }
}
