/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.outbox.Dispatcher;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A chiller trips and comes back: what the ledger, the interface and the mailbox say, and what a replay does not add. */
@QuarkusTest
@QuarkusTestResource(value = TemporaryLedger.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeviationStoryTest {

    @Inject
    MockMailbox mailbox;

    @Inject
    Dispatcher dispatcher;

    private static List<Map<String, Object>> story() {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long lost = i >= 3 && i < 7 ? Sample.CONTRACTED / 10 : 0;
            results.add(Sample.result(i, i + 1, "settled", "UNCOOLED", lost));
        }
        return results;
    }

    @Test
    @Order(1)
    void twoBreachedIntervalsOpenADeviationAndSendOneMail() {
        post("/api/v1/registry", Map.of("documents", Sample.registry())).statusCode(200);
        post("/api/v1/results", Sample.batch(5, story().subList(0, 6))).body("accepted", equalTo(6));
        given().get("/api/v1/deviations?state=open")
                .then()
                .body("", hasSize(1))
                .body("[0].id", equalTo("D-1"))
                .body("[0].lease", equalTo("acme-17"))
                .body("[0].term", equalTo("availability"))
                .body("[0].layer", equalTo("cooling"))
                .body("[0].state", equalTo("open"))
                .body("[0].first_breached", equalTo("2026-06-01T00:00:30Z"))
                .body("[0].opened_at", equalTo("2026-06-01T00:00:50Z"))
                .body("[0].closed_at", nullValue())
                .body("[0].intervals", equalTo(3))
                .body("[0].lost_gpu_ms", equalTo(3 * 512_000));
        dispatcher.run();
        List<Mail> mails = mailbox.getMailsSentTo("sre@acme.example");
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0).getSubject())
                .isEqualTo("[BREACH] acme-17 availability 90.0 % < 99.0 % (since 31 May 19:00:30 CDT) - cooling");
        assertThat(mails.get(0).getText())
                .contains(
                        "tenant acme",
                        "Layer: cooling",
                        "Block: b1",
                        "What to tell the tenant",
                        "/portal/?lease=acme-17",
                        "/api/v1/contents?lease=acme-17")
                .contains("an estimate");
        assertThat(mails.get(0).getHtml()).contains("&lt; 99.0 %");
    }

    @Test
    @Order(2)
    void theLeaseSaysItInWordsAndInFigures() {
        given().get("/api/v1/leases")
                .then()
                .body("[0].lease", equalTo("acme-17"))
                .body("[0].contracted_gpu_ms", equalTo((int) Sample.CONTRACTED))
                .body("[0].delivered_gpu_ms", equalTo((int) (Sample.CONTRACTED / 10 * 9)))
                .body("[0].open_deviations", equalTo(1))
                .body("[0].sentences[0]", containsString("at worst 90.0 % where 99.0 % is promised"));
        given().get("/api/v1/leases/acme-17")
                .then()
                .body("lines[0].latest.amounts.losses[0].layer", equalTo("cooling"))
                .body("lines[0].latest.worst_nodes[0].rack", equalTo("h1-r001"))
                .body("month.amounts.as_of", equalTo("2026-06-01T00:01:00Z"))
                .body("summary.verdicts.availability", equalTo("breached"))
                .body("situations[0].tell_the_tenant", containsString("the cooling"))
                .body("month.month", equalTo("2026-05"))
                .body("month.amounts.intervals", equalTo(6))
                .body("month.availability_high", equalTo(0.95f));
        given().get("/api/v1/leases/acme-17/intervals?limit=4")
                .then()
                .body("", hasSize(4))
                .body("[3].interval_start", equalTo("2026-06-01T00:00:50Z"))
                .body("[3].content.states.UNCOOLED", equalTo(512_000));
        given().get("/api/v1/leases/acme-17/totals?from=2026-06-01T00:00:00Z&to=2026-06-01T00:01:00Z")
                .then()
                .body("contracted_gpu_ms", equalTo((int) (6 * Sample.CONTRACTED)))
                .body("losses[0].gpu_ms", equalTo(3 * 512_000));
    }

    @Test
    @Order(3)
    void twoMetIntervalsCloseItAndAnswerInTheSameThread() {
        post("/api/v1/results", Sample.batch(5, story()))
                .body("accepted", equalTo(4))
                .body("unchanged", equalTo(6));
        given().get("/api/v1/leases/acme-17/deviations")
                .then()
                .body("[0].state", equalTo("closed"))
                .body("[0].closed_at", equalTo("2026-06-01T00:01:30Z"));
        dispatcher.run();
        List<Mail> mails = mailbox.getMailsSentTo("sre@acme.example");
        assertThat(mails).hasSize(2);
        Mail opened = mails.get(0);
        Mail closed = mails.get(1);
        assertThat(closed.getSubject())
                .isEqualTo(
                        "[CLOSED] acme-17 availability met again (below from 31 May 19:00:30 to 19:01:30 CDT) - cooling");
        assertThat(closed.getHeaders().get("References"))
                .isEqualTo(opened.getHeaders().get("Message-ID"));
        assertThat(closed.getHeaders().get("Message-ID"))
                .isNotEqualTo(opened.getHeaders().get("Message-ID"));
    }

    @Test
    @Order(4)
    void replayingEverythingAddsNoDeviationNoRevisionAndNoMail() {
        for (int generation = 5; generation < 9; generation++) {
            post("/api/v1/results", Sample.batch(generation, story())).body("unchanged", equalTo(10));
            dispatcher.run();
        }
        given().get("/api/v1/status")
                .then()
                .body("revisions", equalTo(10))
                .body("restated", equalTo(0))
                .body("deviations_open", equalTo(0))
                .body("deviations_closed", equalTo(1))
                .body("notifications_sent", equalTo(2))
                .body("notifications_pending", equalTo(0))
                .body("generation", equalTo(8));
        assertThat(mailbox.getMailsSentTo("sre@acme.example")).hasSize(2);
        given().get("/api/v1/notifications")
                .then()
                .body("", hasSize(2))
                .body("[1].key", equalTo("D-1:opened:mail:sre@acme.example"));
    }

    @Test
    @Order(5)
    void aDeviationThatClosesReopensAndClosesAgainIsToldEachTime() {
        post("/api/v1/results", Sample.batch(8, lastThree(50, Sample.CONTRACTED / 10)))
                .body("accepted", equalTo(3));
        dispatcher.run();
        post("/api/v1/results", Sample.batch(8, lastThree(70, 0))).body("accepted", equalTo(3));
        dispatcher.run();
        assertThat(mailbox.getMailsSentTo("sre@acme.example"))
                .extracting(mail -> mail.getSubject().replaceAll("\\].*", "]"))
                .hasSize(4)
                .endsWith("[CLOSED]");
    }

    private static List<Map<String, Object>> lastThree(int counter, long lost) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int i = 7; i < 10; i++) {
            results.add(Sample.result(i, counter + i, "settled", "UNCOOLED", lost));
        }
        return results;
    }

    @Test
    @Order(6)
    void aRestatementThatLeavesNothingWithdrawsVisibly() {
        List<Map<String, Object>> restated = new ArrayList<>();
        for (int i = 3; i < 7; i++) {
            restated.add(Sample.result(i, 100 + i, "settled", "UNCOOLED", 0));
        }
        post("/api/v1/results", Sample.batch(9, restated)).body("accepted", equalTo(4));
        given().get("/api/v1/deviations").then().body("", hasSize(1)).body("[0].state", equalTo("withdrawn"));
        dispatcher.run();
        assertThat(mailbox.getMailsSentTo("sre@acme.example"))
                .extracting(Mail::getSubject)
                .last()
                .asString()
                .startsWith("[WITHDRAWN] acme-17");
    }

    @Test
    @Order(7)
    void theContentsComeAsOneLineEach() {
        String lines = given().get("/api/v1/contents")
                .then()
                .statusCode(200)
                .contentType(containsString("application/x-ndjson"))
                .header("Content-Disposition", equalTo("attachment; filename=\"nameplate.jsonl\""))
                .extract()
                .asString();
        assertThat(lines.lines()).hasSize(10).allMatch(line -> line.startsWith("{\"blocks\":{"));
        assertThat(lines).endsWith("}\n");
    }

    @Test
    @Order(8)
    void theFramesAroundItAnswer() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().body(containsString("nameplate_deviations{state=\"withdrawn\"} 1.0"));
        given().accept(ContentType.JSON).get("/q/openapi").then().body("paths.size()", greaterThan(10));
        given().redirects()
                .follow(false)
                .get("/?lease=acme-17")
                .then()
                .statusCode(302)
                .header("Location", "/portal/?lease=acme-17");
        given().header("Host", "evil.example").get("/api/v1/status").then().statusCode(421);
    }

    private static ValidatableResponse post(String path, Object body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then()
                .statusCode(200);
    }
}
