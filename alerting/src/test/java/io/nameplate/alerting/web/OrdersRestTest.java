/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import static io.nameplate.orders.Provider.target;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.nameplate.alerting.Sample;
import io.nameplate.orders.Provider;
import io.nameplate.orders.SignedOrder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The part of {@code docs/ledger-api.md} about orders, told as one story. */
@QuarkusTest
@QuarkusTestResource(value = LedgerWithKeys.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrdersRestTest {

    private static final Provider PROVIDER = Provider.ofTheStandard("acme-2026");
    private static final Instant FROM = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private static final Instant TO = FROM.plusSeconds(3_600);
    private static final String SIGNED = PROVIDER.order(target(FROM.toString(), TO.toString(), 12_500, "main-a"));
    private static final String ID = PROVIDER.id(SIGNED);

    private static ValidatableResponse put(String id, String signed) {
        return put(id, Map.of("signed", signed, "received_at", FROM.toString(), "collector", "c1"));
    }

    private static ValidatableResponse put(String id, Map<String, String> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/v1/orders/" + id)
                .then();
    }

    @Test
    @Order(1)
    void anOrderIsKeptBeforeThereIsARegistry() {
        put(ID, SIGNED)
                .statusCode(200)
                .body("id", equalTo(ID))
                .body("registry_version", equalTo(0))
                .body("new", equalTo(true));
        given().get("/api/v1/orders/" + ID)
                .then()
                .statusCode(200)
                .body("targets[0].sentences", contains("no registry has been recorded yet"));
    }

    @Test
    @Order(2)
    void onceItIsMappedTheRegistryHasItsWindow() {
        String mapped = Sample.text(0.99)
                + "load_targets: [{provider: acme-energy, feeds: [main-a], scope: {blocks: [b1]}, open_ended_for: 4h}]\n";
        given().contentType(ContentType.JSON)
                .body(Map.of("documents", List.of(Map.of("name", "site.yaml", "text", mapped))))
                .post("/api/v1/registry")
                .then()
                .statusCode(200)
                .body("version", equalTo(1));
        given().get("/api/v1/registry/latest")
                .then()
                .body("documents.name", contains("site.yaml", "made-of-orders.yaml"))
                .body("documents[1].text", containsString("\"id\":\"" + ID + "\",\"state\":\"curtailed\""));
        put(ID, SIGNED).statusCode(200).body("registry_version", equalTo(1)).body("new", equalTo(false));
    }

    @Test
    @Order(3)
    void itIsShownWithItsProofAndWhatBecameOfIt() {
        given().get("/api/v1/orders/" + ID)
                .then()
                .statusCode(200)
                .body("provider", equalTo("acme-energy"))
                .body("key", equalTo("acme-2026"))
                .body("signed", equalTo(SIGNED))
                .body("collector", equalTo("c1"))
                .body("targets", hasSize(1))
                .body("targets[0].watts", equalTo(12_500_000f))
                .body("targets[0].windows.id", contains(ID))
                .body("targets[0].windows.to", contains(TO.toString()))
                .body("targets[0].sentences", hasSize(0));
        given().get("/api/v1/orders/flex-0").then().statusCode(404).contentType("application/problem+json");
        given().get("/api/v1/orders?limit=0").then().statusCode(400);
    }

    @Test
    @Order(4)
    void aLiftedLimitMakesTheNextVersion() {
        String lift = PROVIDER.order(target(FROM.plusSeconds(60).toString(), null, null, "main-a"));
        put(PROVIDER.id(lift), lift)
                .statusCode(200)
                .body("registry_version", equalTo(2))
                .body("new", equalTo(true));
        given().get("/api/v1/orders")
                .then()
                .statusCode(200)
                .body("id", contains(PROVIDER.id(lift), ID))
                .body("[0].targets[0].watts", nullValue())
                .body("[0].targets[0].sentences[0]", startsWith("it lifts the limit from "))
                .body("[1].targets[0].windows.to", contains(FROM.plusSeconds(60).toString()));
    }

    @Test
    @Order(5)
    void anotherTextUnderAKnownIdIsAConflict() {
        put(ID, PROVIDER.order(target(FROM.toString(), null, 1)))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", startsWith("order '" + ID + "' is known with another text"));
    }

    @Test
    @Order(6)
    void whatIsNoOrderIsRefusedWithASentence() {
        Provider stranger = Provider.withCurve("acme-2027");
        String unknown = stranger.order(target(FROM.toString(), null, 1));
        put(stranger.id(unknown), unknown)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("detail", equalTo("it names none of the configured keys"));
        Provider forger = Provider.withCurve("acme-2026");
        String forged = forger.order(target(FROM.toString(), null, 1));
        put(forger.id(forged), forged).statusCode(422).body("detail", startsWith("the signature is not of key"));
        String far = PROVIDER.order(target(FROM.plus(401, ChronoUnit.DAYS).toString(), null, 1));
        put(PROVIDER.id(far), far).statusCode(422).body("detail", containsString("more than 400 days from now"));
        String one = PROVIDER.order(target(FROM.toString(), null, 7));
        put("flex-1", one).statusCode(422).body("detail", startsWith("the id of this text is"));
        put("flex-2", "x".repeat(SignedOrder.LONGEST + 1))
                .statusCode(422)
                .body("detail", containsString("longer than 65536"));
    }

    @Test
    @Order(7)
    void aBodyThatLacksSomethingIsABadRequest() {
        for (String lacking : List.of("signed", "received_at", "collector")) {
            Map<String, String> body =
                    new HashMap<>(Map.of("signed", SIGNED, "received_at", FROM.toString(), "collector", "c1"));
            body.remove(lacking);
            put(ID, body).statusCode(400).body("detail", equalTo("'" + lacking + "' is missing"));
        }
        put(ID, Map.of("signed", SIGNED, "received_at", "yesterday", "collector", "c1"))
                .statusCode(400);
        put(ID, Map.of("signed", SIGNED, "received_at", FROM.toString(), "collector", "c 1"))
                .statusCode(400);
    }

    @Test
    @Order(8)
    void aBodyThatIsTooLongIsRefusedHoweverItIsSent() throws Exception {
        byte[] body = ("{\"signed\":\"" + "x".repeat(2 * SignedOrder.LONGEST) + "\"}").getBytes(StandardCharsets.UTF_8);
        given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/v1/orders/" + ID)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", startsWith("the body of an order has at most 131072 bytes"));
        HttpRequest chunked = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + "/api/v1/orders/" + ID))
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(chunked, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
        given().contentType(ContentType.JSON)
                .body("{\"signed\":")
                .put("/api/v1/orders/" + ID)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        given().contentType(ContentType.JSON)
                .body("null")
                .put("/api/v1/orders/" + ID)
                .then()
                .statusCode(400)
                .body("detail", equalTo("'body' is missing"));
        put(ID, SIGNED).statusCode(200);
    }

    @Test
    @Order(9)
    void tooManyNewOnesAnHourHaveToWait() {
        String third = PROVIDER.order(target(FROM.toString(), null, 3));
        put(PROVIDER.id(third), third).statusCode(200);
        String fourth = PROVIDER.order(target(FROM.toString(), null, 4));
        put(PROVIDER.id(fourth), fourth).statusCode(429).body("title", equalTo("too many orders"));
        put(ID, SIGNED).statusCode(200);
    }
}
