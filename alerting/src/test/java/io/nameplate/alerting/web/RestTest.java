/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.resettle.KeptWorld;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.verdict.KeptSettlement;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The interface of {@code docs/ledger-api.md}, told as one story: an empty ledger, a registry, results. */
@QuarkusTest
@QuarkusTestResource(value = TemporaryLedger.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestTest {

    @Test
    @Order(1)
    void anEmptyLedgerSaysThatThereIsNoRegistry() {
        String date = given().get("/api/v1/registry/latest")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("title", equalTo("not found"))
                .extract()
                .header("Date");
        assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
                .as("what collectors compare their clocks with")
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        given().get("/api/v1/settled").then().statusCode(200).body("lines", hasSize(0));
    }

    @Test
    @Order(2)
    void aWrongRegistryIsAnsweredWithEveryProblem() {
        post("/api/v1/registry", Map.of("documents", List.of(Map.of("name", "s.yaml", "text", "hals: [h1]\nsit: 1\n"))))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("problems", hasSize(greaterThan(1)))
                .body("problems[0]", containsString("s.yaml:"));
    }

    @Test
    @Order(3)
    void aRegistryIsRecordedOnceAndHandedOutAsWritten() {
        Object body = Map.of("documents", Sample.registry());
        post("/api/v1/registry", body)
                .statusCode(200)
                .body("version", equalTo(1))
                .body("new", equalTo(true));
        post("/api/v1/registry", body)
                .statusCode(200)
                .body("version", equalTo(1))
                .body("new", equalTo(false));
        given().get("/api/v1/registry/1")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("documents[0].text", equalTo(Sample.text(0.99)));
    }

    @Test
    @Order(4)
    void resultsAreTakenAndSingleBadOnesRefused() {
        Map<String, Object> bad = Sample.result(2, 3, "settled", "UNCOOLED", 0);
        bad.put("status", "maybe");
        results(7, Sample.result(0, 1, "settled", "UNCOOLED", 0), Sample.result(1, 2, "settled", "UNCOOLED", 0), bad)
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("unchanged", equalTo(0))
                .body("refused[0].index", equalTo(2))
                .body("refused[0].reason", containsString("settled or provisional"));
        given().get("/api/v1/settled")
                .then()
                .body("lines.lease", contains("acme-17"))
                .body("lines.latest_interval_start", contains("2026-06-01T00:00:10Z"))
                .body("lines[0].open", hasSize(0));
    }

    @Test
    @Order(5)
    void aReplacedJobIsToldToStop() {
        results(6, Sample.result(0, 1, "settled", "UNCOOLED", 0))
                .statusCode(409)
                .body("title", equalTo("stale_generation"));
    }

    @Test
    @Order(6)
    void anIntervalShowsItsRevisionsAndHashes() {
        results(8, Sample.result(0, 1, "settled", "UNCOOLED", 40)).statusCode(200);
        List<String> hashes = given().get("/api/v1/results/acme-17/h100/2026-06-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("revisions.revision", contains(1, 2))
                .body("judgements.term", contains("availability"))
                .body("judgements.layer", contains("cooling"))
                .extract()
                .path("revisions.sha256");
        assertThat(hashes).doesNotHaveDuplicates();
        given().get("/api/v1/results/acme-17/h100/yesterday").then().statusCode(400);
    }

    /** It is still May in Chicago. */
    @Test
    @Order(7)
    void aMonthSaysWhatItsLeaseMakesOfUnmeasuredTimeAndWhatThatIsWorth() {
        given().get("/api/v1/leases/acme-17/month?at=2026-06-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("month", equalTo("2026-05"))
                .body("amounts.intervals", equalTo(2))
                .body("amounts.restated", equalTo(1))
                .body("missing.counts_as", equalTo("excluded"))
                .body("missing.lost_gpu_ms", equalTo(40))
                .body("missing.sentence", containsString("So far all of it was measured."))
                .body("lines.h100.missing.min_coverage_per_mille", equalTo(900));
        given().get("/api/v1/leases/acme-17/energy?at=2026-06-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("", hasSize(0));
    }

    @Test
    @Order(7)
    void whatIsNotJsonIsRefusedWithAProblem() {
        given().contentType(ContentType.JSON)
                .body("{\"generation\":1,")
                .post("/api/v1/results")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        given().contentType(ContentType.JSON)
                .body("{\"generaton\":1}")
                .post("/api/v1/results")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    @Order(8)
    void figuresAreThoseOfTheLatestSettledIntervalUntilSettlingIsHeldUp() {
        results(8, Sample.result(2, 3, "provisional", "UNMEASURED", 512_000)).statusCode(200);
        given().get("/api/v1/leases")
                .then()
                .body("[0].status", equalTo("settled"))
                .body("[0].as_of", equalTo("2026-06-01T00:00:20Z"))
                .body("[0].coverage_per_mille", equalTo(1000))
                .body("[0].verdicts.availability", equalTo("met"));
        results(8, Sample.result(4, 4, "provisional", "UNMEASURED", 512_000)).statusCode(200);
        given().get("/api/v1/leases")
                .then()
                .body("[0].status", equalTo("provisional"))
                .body("[0].as_of", equalTo("2026-06-01T00:00:50Z"))
                .body("[0].verdicts.availability", equalTo("not_assessed"));
        given().get("/api/v1/leases/acme-17/totals?from=2026-06-01T00:00:00Z&to=2026-06-01T01:00:00Z")
                .then()
                .body("intervals", equalTo(4))
                .body("restated", equalTo(1))
                .body("provisional", equalTo(2))
                .body("as_of", equalTo("2026-06-01T00:00:50Z"));
    }

    @Test
    @Order(9)
    void evidenceIsKeptOnceAndHandedOutAsItWas() {
        byte[] canonical = evidence(1);
        put("?generation=8&job=test", canonical)
                .statusCode(200)
                .body("version", equalTo(1))
                .body("new", equalTo(true));
        put("?generation=8&job=test", canonical).statusCode(200).body("new", equalTo(false));
        assertThat(given().get(EVIDENCE).then().statusCode(200).extract().asByteArray())
                .isEqualTo(canonical);
        given().get(EVIDENCE + "?version=2").then().statusCode(404).contentType("application/problem+json");
        String late = put("/late?generation=8&job=test", canonical)
                .statusCode(200)
                .extract()
                .path("sha256");
        given().get(EVIDENCE + "/late").then().body("sha256", contains(late));
        assertThat(given().get(EVIDENCE + "/late/" + late).then().extract().asByteArray())
                .isEqualTo(canonical);
    }

    @Test
    @Order(10)
    void evidenceThatCannotBeUsedIsAnsweredWithTheReason() {
        put("?generation=7&job=old", evidence(1)).statusCode(409).body("title", equalTo("stale_generation"));
        put("?job=test", evidence(1)).statusCode(400).body("detail", containsString("generation"));
        put("?generation=8&job=test", new byte[] {9})
                .statusCode(422)
                .contentType("application/problem+json")
                .body("detail", containsString("not kept evidence"));
        put("?generation=8&job=test", evidence(3)).statusCode(422).body("detail", containsString("registry version 3"));
        given().contentType(ContentType.BINARY)
                .body(evidence(1))
                .put("/api/v1/evidence/h1/2026-06-01T00:00:10Z?generation=8&job=test")
                .then()
                .statusCode(422)
                .body("detail", containsString("not of hall h1 at 2026-06-01T00:00:10Z"));
        put("?generation=8&job=test", new byte[KeptEvidence.MAX_BYTES + 1])
                .statusCode(413)
                .body("detail", containsString("at most"));
    }

    @Test
    @Order(11)
    void settlingAgainDemandsANameAndEndsWithASummary() {
        post("/api/v1/resettle", "").statusCode(400).body("detail", containsString("approver"));
        post("/api/v1/resettle?approver=ada&registry_version=99", "").statusCode(404);
        post("/api/v1/resettle?approver=ada&from=2026-06-01T00:00:00Z&to=2026-06-01T00:00:00Z", "")
                .statusCode(400)
                .body("detail", containsString("is not before"));
        assertThat(post("/api/v1/resettle?dry_run=true", "")
                        .statusCode(200)
                        .contentType(containsString("text/plain"))
                        .extract()
                        .asString())
                .isEqualTo(
                        "acme-17/h100 2026-06-01T00:00:00Z: refused, the stream job may still restate this interval\n"
                                + "0 changed, 0 unchanged, 1 refused, of 1 intervals\n");
        assertThat(post("/api/v1/resettle?approver=ada&force=true&as=jsonl", "")
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo("{\"interval_start\":\"2026-06-01T00:00:00Z\",\"lease\":\"acme-17\",\"line\":\"h100\","
                        + "\"refused\":\"the settled result rests on other evidence than what is kept\"}\n"
                        + "{\"changed\":0,\"intervals\":1,\"refused\":1,\"unchanged\":0}\n");
        given().get("/api/v1/results/acme-17/h100/2026-06-01T00:00:00Z")
                .then()
                .body("revisions", hasSize(2))
                .body("revisions[1].reason", equalTo("late_evidence"))
                .body("revisions[1].approver", equalTo(null));
    }

    @Test
    @Order(12)
    void whatCannotBeReadIsFiledAndListed() {
        Map<String, Object> letter = Map.of(
                "source", "collector c1", "reason", "broken", "bytes", 3, "sha256", "ab".repeat(32), "sample", "AQID");
        post("/api/v1/dead-letters", Map.of("job", "test", "letters", List.of(letter, letter)))
                .statusCode(200)
                .body("counted", equalTo(2));
        given().get("/api/v1/dead-letters?limit=5")
                .then()
                .body("counted", equalTo(2))
                .body("letters", hasSize(1))
                .body("letters[0].times", equalTo(2))
                .body("letters[0].sample", equalTo("AQID"))
                .body("letters[0].job", equalTo("test"));
        post("/api/v1/dead-letters", Map.of("job", "test", "letters", List.of(Map.of("source", "c1"))))
                .statusCode(400)
                .body("detail", containsString("letters[].reason"));
    }

    @Test
    @Order(13)
    void whatIsKnownIsHandedOverInTheWordsOfAPost() {
        String[] lines = given().get("/api/v1/results?lease=acme-17&from=2026-06-01T00:00:20Z&to=2026-06-01T00:00:50Z")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString()
                .split("\n");
        assertThat(lines).hasSize(2);
        JsonPath told = JsonPath.from(lines[1]);
        Map<String, Object> posted = Sample.result(4, 4, "provisional", "UNMEASURED", 512_000);
        assertThat(told.getString("status")).isEqualTo("provisional");
        assertThat(told.getString("provenance")).isEqualTo(posted.get("provenance"));
        assertThat(told.getString("content.interval_start")).isEqualTo("2026-06-01T00:00:40Z");
        assertThat(told.getList("judgements.verdict")).containsExactly("not_assessed");
        assertThat(told.getInt("judgements[0].layers.telemetry")).isEqualTo(512_000);
        assertThat(told.getString("worst_nodes[0].node")).isEqualTo("h1-n001");
        assertThat(told.getString("worst_nodes[0].state")).isEqualTo("UNMEASURED");
    }

    @Test
    @Order(14)
    void theUseOfALeaseAndOfASupplierIsToldInWholeQuarterHours() {
        String range = "from=2026-06-01T00:00:10Z&to=2026-06-01T00:10:00Z";
        given().get("/api/v1/leases/acme-17/use?" + range)
                .then()
                .statusCode(200)
                .body("from", equalTo("2026-06-01T00:00:00Z"))
                .body("to", equalTo("2026-06-01T00:15:00Z"))
                .body("use.hours.intervals", equalTo(2))
                .body("use.hours.restated", equalTo(1))
                .body("use.hours.as_of", equalTo("2026-06-01T00:00:20Z"))
                .body("use.hours.coverage_per_mille", equalTo(1000))
                .body("use.hours.losses[0].gpu_ms", equalTo(40))
                .body("use.utilized_of_contracted_per_mille", equalTo(999))
                .body("use.energy", equalTo(null))
                .body("lines.line", contains("h100"))
                .body("blocks[0].block", equalTo("b1"))
                .body("blocks[0].states.UNCOOLED", equalTo(40));
        given().get("/api/v1/use?" + range)
                .then()
                .statusCode(200)
                .body("supplier", contains("Memphis Compute"))
                .body("[0].use.hours.intervals", equalTo(2))
                .body("[0].leases.lease", contains("acme-17"))
                .body("[0].leases[0].tenant", equalTo("acme"));
        given().get("/api/v1/use?supplier=Nobody&" + range).then().body("$", hasSize(0));
        given().get("/api/v1/use?to=2026-06-01T00:10:00Z").then().statusCode(400);
        given().get("/api/v1/leases/acme-17/use?from=2026-06-01T00:10:00Z&to=2026-06-01T00:10:00Z")
                .then()
                .statusCode(400)
                .body("detail", containsString("is not before"));
        given().get("/api/v1/leases/acme-17/use?line=b200&" + range).then().statusCode(404);
    }

    /** What is kept of an hour and more ago says a GPU, what came late another one. */
    @Test
    @Order(15)
    void lateEvidenceIsSettledAgainOnceInTheNameOfWhoApproved() {
        int early = 100;
        KeptEvidence kept = working(early, 0);
        KeptEvidence newest = working(early + 361, 0);
        for (KeptEvidence hall : List.of(kept, newest)) {
            put(hall, "").statusCode(200);
            Registry registry = RegistryReader.read(Sample.registry(), 1);
            List<Object> settled = new KeptSettlement(registry)
                    .results(hall.intervalStart(), List.of(hall)).values().stream()
                            .map(result -> (Object) KeptWorld.posted(result, 100))
                            .toList();
            post("/api/v1/results", Map.of("generation", 8, "job", "test", "results", settled))
                    .statusCode(200)
                    .body("accepted", equalTo(1));
        }
        put(working(early, 1), "/late").statusCode(200);
        String order =
                "/api/v1/resettle?approver=ada&from=" + Sample.interval(early) + "&to=" + Sample.interval(early + 1);

        assertThat(post(order, "").statusCode(200).extract().asString())
                .startsWith("acme-17/h100 2026-06-01T00:16:40Z: revision 2 for 1, late_evidence, approved by ada")
                .endsWith("1 changed, 0 unchanged, 0 refused, of 1 intervals\n");

        String row = "/api/v1/results/acme-17/h100/" + Sample.interval(early);
        JsonPath told = given().get(row).then().statusCode(200).extract().jsonPath();
        assertThat(told.getList("revisions.approver")).containsExactly(null, "ada");
        assertThat(told.getList("revisions.reason")).containsExactly(null, "late_evidence");
        assertThat(told.getList("revisions.replaces")).containsExactly(null, told.getString("revisions[0].sha256"));
        assertThat(told.getString("revisions[0].content")).contains("\"UTILIZED\":10000}");
        assertThat(told.getString("revisions[1].content")).contains("\"UTILIZED\":20000}");
        assertThat(post(order, "").statusCode(200).extract().asString())
                .isEqualTo("0 changed, 1 unchanged, 0 refused, of 1 intervals\n");
        given().get(row).then().body("revisions", hasSize(2));
    }

    private static KeptEvidence working(int interval, int gpu) {
        HallEvidence nodes = new HallEvidence(Sample.interval(interval).getEpochSecond(), 10, 1);
        nodes.mergeRun("h1-n001", gpu, 0, 10, Evidence.data(0, 0, 1980, 1980, 700, Work.WORKING));
        return new KeptEvidence(new HallId("h1"), 1, nodes, new PlantTimeline());
    }

    private static ValidatableResponse put(KeptEvidence hall, String rest) {
        return given().contentType(ContentType.BINARY)
                .body(hall.toBytes())
                .put("/api/v1/evidence/h1/" + Instant.ofEpochSecond(hall.intervalStart()) + rest
                        + "?generation=8&job=test")
                .then();
    }

    private static final String EVIDENCE = "/api/v1/evidence/h1/2026-06-01T00:00:00Z";

    private static ValidatableResponse put(String rest, byte[] body) {
        return given().contentType(ContentType.BINARY)
                .body(body)
                .put(EVIDENCE + rest)
                .then();
    }

    private static byte[] evidence(long registryVersion) {
        HallEvidence nodes = new HallEvidence(Sample.START.getEpochSecond(), 10, 1);
        nodes.merge("h1-n001", 0, 0, Evidence.data(0, 0, 1980, 1980, 700, Work.WORKING));
        return new KeptEvidence(new HallId("h1"), registryVersion, nodes, new PlantTimeline()).toBytes();
    }

    @SafeVarargs
    private static ValidatableResponse results(long generation, Map<String, Object>... results) {
        return post("/api/v1/results", Sample.batch(generation, List.of(results)));
    }

    private static ValidatableResponse post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }
}
