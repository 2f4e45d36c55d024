/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.link.PahoLink;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.model.LeapingClock;
import io.nameplate.orders.Provider;
import io.nameplate.orders.SignedOrder;
import io.nameplate.orders.SigningKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From mosquitto_pub to the ledger's call: a provider's order, signed by nimbus-jose-jwt, over a broker, a disk and HTTP. */
class FlexOrdersIT {

    @TempDir
    Path folder;

    private final Provider provider = Provider.withCurve("acme-2026");
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final List<Remarks.Reason> faults = new CopyOnWriteArrayList<>();
    private HttpServer ledger;
    private volatile int status = 503;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String TOPIC = "grid/v1/isv/acme/loadtarget/set";
    private final LeapingClock clock = new LeapingClock(NOW.toEpochMilli());

    @BeforeEach
    void aLedger() throws IOException {
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/", this::answer);
        ledger.start();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        bodies.add(json.readTree(exchange.getRequestBody().readAllBytes()));
        byte[] body = (status == 200
                        ? "{\"id\":\"x\",\"registry_version\":7,\"new\":true}"
                        : "{\"title\":\"t\",\"status\":" + status + ",\"detail\":\"because\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private OrderPost post(OrderFolder orders) {
        return new OrderPost(
                orders, URI.create("http://127.0.0.1:" + ledger.getAddress().getPort()), "c1", clock);
    }

    @Test
    void aSignedOrderOnTheBusIsPostedToTheLedgerAlsoAfterARestart() throws Exception {
        String signed = provider.order(Provider.target(
                NOW.plusSeconds(60).toString(), NOW.plusSeconds(3_660).toString(), 12_500, "main-a"));
        Provider forger = Provider.withCurve("acme-2026");
        OrderFolder heard = new OrderFolder(folder.resolve("orders"));
        try (Mosquitto broker = new Mosquitto(folder)) {
            MqttSource source =
                    Formats.source("""
                    mqtt:
                      - name: grid
                        broker: %s
                        format: dsx-flex
                        provider: acme
                        keys: [{kid: acme-2026, pem: "%s"}]
                    """.formatted(broker.url(), provider.pem().replace("\n", "\\n")));
            Subscription subscription =
                    new Subscription(source, clock, readings -> {}, asset -> true, heard, faults::add);
            try (MqttLink link = PahoLink.open(
                    new MqttLink.Settings(source.broker(), "flex-it", source.topics(), Optional.empty()),
                    subscription)) {
                assertThat(link).isNotNull();
                Tools.await("it is connected", subscription::isConnected);
                broker.publish(TOPIC, "-m", Provider.event(NOW, forger.order(Provider.target(null, null, 1))));
                broker.publish(TOPIC, "-m", Provider.event(NOW, signed));
                Tools.await("the order is on the disk", () -> heard.pending() == 1);
            }
        }
        assertThat(faults).extracting(Remarks.Reason::label).containsExactly("bad_signature");
        OrderPost before = post(heard);
        before.round();
        assertThat(before.pending()).as("the ledger is not there").isEqualTo(1);

        OrderPost after = post(new OrderFolder(folder.resolve("orders")));
        status = 200;
        after.round();
        assertThat(after.pending()).isZero();
        assertThat(after.recorded()).isEqualTo(1);
        String id = provider.id(signed);
        assertThat(paths).containsExactly("PUT /api/v1/orders/" + id, "PUT /api/v1/orders/" + id);
        JsonNode body = bodies.get(1);
        assertThat(body.path("collector").asText()).isEqualTo("c1");
        assertThat(body.path("received_at").asText()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(SignedOrder.verify(body.path("signed").asText(), List.of(provider.key()))
                        .targets())
                .singleElement()
                .satisfies(target -> assertThat(target.watts()).isEqualTo(12_500_000));
        assertThat(new OrderFolder(folder.resolve("orders")).pending()).isZero();
    }

    @Test
    void anOrderThatOpensslSignedIsOneToo() throws Exception {
        Certificates made = new Certificates(folder);
        made.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out private.pem");
        made.openssl("pkey -in private.pem -pubout -out public.pem");
        String input = part("{\"alg\":\"RS256\",\"kid\":\"k\"}")
                + "."
                + part("{\"targets\":[" + Provider.target(NOW.toString(), null, 7) + "]}");
        Files.writeString(folder.resolve("input"), input);
        made.openssl("dgst -sha256 -sign private.pem -out signature input");
        String signed = input + "." + URL.encodeToString(Files.readAllBytes(folder.resolve("signature")));
        SigningKey key = SigningKey.ofPem("k", Files.readString(folder.resolve("public.pem")));
        assertThat(SignedOrder.verify(signed, List.of(key)).targets())
                .singleElement()
                .satisfies(target -> assertThat(target.watts()).isEqualTo(7_000));
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whileTheLedgerDoesNotTakeItThePausesGrowUpToAMinute() throws IOException {
        OrderFolder orders = new OrderFolder(folder);
        orders.take("flex-a", "a.b.c", NOW);
        orders.take("flex-b", "a.b.c", NOW.plusSeconds(1));
        OrderPost post = post(orders);
        for (int second = 0; second < 300; second++) {
            post.round();
            clock.pass(1_000);
        }
        assertThat(paths)
                .as("each at 0, 1, 3, 7, 15, 31, 63, 123, 183 and 243 s")
                .hasSize(20)
                .startsWith("PUT /api/v1/orders/flex-a", "PUT /api/v1/orders/flex-b", "PUT /api/v1/orders/flex-a");
        status = 200;
        clock.pass(60_000);
        post.round();
        assertThat(post.recorded()).isEqualTo(2);
        assertThat(post.pending()).isZero();
    }

    @Test
    void whatTheLedgerRefusesIsPutAsideAndTheNextOneGoesOn() throws IOException {
        OrderFolder orders = new OrderFolder(folder);
        for (int refusal : new int[] {409, 413, 422}) {
            orders.take("flex-" + refusal, "a.b.c", NOW);
            status = refusal;
            OrderPost post = post(orders);
            post.round();
            assertThat(post.refused()).isEqualTo(1);
            assertThat(post.pending()).isZero();
            assertThat(folder.resolve("flex-" + refusal + ".refused")).exists();
            post.round();
        }
        assertThat(paths).as("each once").hasSize(3);
        for (int later : new int[] {400, 404, 429, 500, 503}) {
            orders.take("flex-x", "a.b.c", NOW);
            status = later;
            OrderPost post = post(orders);
            post.round();
            assertThat(post.pending()).as("status %d", later).isEqualTo(1);
        }
    }
}
