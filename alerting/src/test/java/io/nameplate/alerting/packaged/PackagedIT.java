/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.PostgresServer;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is shipped: its files, its refusals, what a kill -9 does not take, and its page in a browser. */
class PackagedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void itServesThePageTheChartsAndItsHealth() throws Exception {
        try (Packaged app = Packaged.start(folder, Map.of())) {
            assertThat(app.get("/q/health/ready").statusCode()).isEqualTo(200);
            assertThat(app.get("/portal/").body()).contains("<title>Nameplate</title>");
            for (String file : List.of(
                    "app.js",
                    "lease.js",
                    "nodes.js",
                    "deviations.js",
                    "measured.js",
                    "parts.js",
                    "checking.js",
                    "timeline.js",
                    "style.css",
                    "icon.svg")) {
                assertThat(app.get("/portal/" + file).statusCode()).as(file).isEqualTo(200);
            }
            assertThat(app.get("/_static/echarts/dist/echarts.esm.min.js").statusCode())
                    .as("the charts come from a jar that must be in the package")
                    .isEqualTo(200);
        }
    }

    @Test
    void itDoesNotListenWhereOthersCanReachIt() throws Exception {
        try (Packaged app = Packaged.launch(folder, Map.of("quarkus.http.host", "0.0.0.0"))) {
            assertThat(app.ended()).isNotZero();
            assertThat(app.log()).contains("This version has no login", "nameplate.web.allow-remote=true");
        }
    }

    @Test
    void aWrongRegistryFolderStopsTheStartWithEveryProblem() throws Exception {
        Path registry = Files.createDirectory(folder.resolve("registry"));
        Files.writeString(
                registry.resolve("site.yaml"), Sample.text(0.99).replace("halls: [h1]\nskus", "halls: [h2]\nskus"));
        try (Packaged app = Packaged.launch(folder, Map.of("nameplate.registry.dir", registry.toString()))) {
            assertThat(app.ended()).isNotZero();
            assertThat(app.log()).contains("is wrong; nothing was recorded", "site.yaml:");
        }
    }

    @Test
    void aKillTakesNothingThatWasAnsweredAndNoMessage() throws Exception {
        killed(Map.of());
    }

    @Test
    void onPostgresAKillTakesNothingEither() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            killed(Map.of(
                    "ledger.h2.active",
                    "false",
                    "ledger.pg.active",
                    "true",
                    "quarkus.datasource.pg.jdbc.url",
                    postgres.url(),
                    "quarkus.datasource.pg.username",
                    PostgresServer.USER));
        }
        assertThat(folder.resolve("ledger/ledger.mv.db")).doesNotExist();
    }

    private void killed(Map<String, String> database) throws Exception {
        Path registry = Files.createDirectory(folder.resolve("registry"));
        Files.writeString(registry.resolve("site.yaml"), Sample.text(0.99));
        int port = FreePort.next();
        Map<String, String> settings = new HashMap<>(database);
        settings.putAll(Map.of(
                "nameplate.registry.dir",
                registry.toString(),
                "quarkus.mailer.host",
                "127.0.0.1",
                "quarkus.mailer.port",
                Integer.toString(port),
                "quarkus.mailer.start-tls",
                "DISABLED"));
        JsonNode answered;
        try (Packaged app = Packaged.start(folder, settings)) {
            app.post("/api/v1/results", Sample.batch(5, breached(0, 4)));
            Await.until(
                    PATIENCE,
                    "a message waits for a mail server that is not there",
                    () -> app.json("/api/v1/status")
                                    .path("notifications_pending")
                                    .asInt()
                            == 1);
            for (int i = 4; i < 30; i++) {
                app.post("/api/v1/results", Sample.batch(5, breached(i, i + 1)));
            }
            answered = app.json("/api/v1/deviations");
            app.kill();
        }
        try (MailServer mails = new MailServer(port);
                Packaged app = Packaged.start(folder, settings)) {
            JsonNode status = app.json("/api/v1/status");
            assertThat(status.path("revisions").asInt()).isEqualTo(30);
            assertThat(status.path("registry_version").asInt()).isEqualTo(1);
            assertThat(app.json("/api/v1/deviations")).isEqualTo(answered);
            Await.until(
                    PATIENCE,
                    "the message goes out",
                    () -> app.json("/api/v1/status").path("notifications_sent").asInt() == 1);
            assertThat(mails.mails())
                    .singleElement()
                    .asString()
                    .contains("Message-ID: <D-1.opened.", "[BREACH] acme-17");
            app.post("/api/v1/results", Sample.batch(6, breached(0, 30)));
            assertThat(app.json("/api/v1/status").path("revisions").asInt()).isEqualTo(30);
            assertThat(mails.mails()).hasSize(1);
        }
    }

    /** Without one the test is skipped; with {@code CI} set that is a failure. */
    private static void needBrowser() {
        if (!Browser.isInstalled() && System.getenv("CI") != null) {
            throw new AssertionError("Chromium is not installed; on Debian: apt-get install chromium");
        }
        assumeTrue(Browser.isInstalled(), "Chromium is not installed");
    }

    @Test
    void thePageShowsWhatIsWrongAndFollowsTheNews() throws Exception {
        needBrowser();
        Path profile = Files.createDirectory(folder.resolve("profile"));
        try (Packaged app = Packaged.start(folder, Map.of());
                Browser browser = new Browser(profile)) {
            browser.open(app.url("/"));
            browser.await("document.body.innerText.includes('No leases yet')");
            app.post("/api/v1/registry", Map.of("documents", Sample.registry()));
            app.post("/api/v1/results", Sample.batch(5, breached(0, 1)));
            browser.await("document.querySelector('.card h2')?.innerText === 'acme-17'");
            browser.await("document.querySelector('.card .big').innerText.startsWith('90.0')");
            browser.await(
                    "document.querySelector('h1').innerText.startsWith('No deviation is open; 1 lease is below a term')");
            browser.await("document.querySelector('.card .calm').innerText.includes('below availability')");
            app.post("/api/v1/results", Sample.batch(5, breached(1, 3)));
            browser.await("document.querySelector('h1').innerText === '1 lease of 1 is below contract'");
            browser.await("document.querySelector('#live').dataset.state === 'live'");
            browser.await("document.querySelector('.sentences').innerText.includes('cooling')");

            browser.open(app.url("/?lease=acme-17"));
            browser.await("document.querySelector('.situation.breach .lead')?.innerText.includes('at worst')");
            browser.await("document.querySelector('.waterfall').innerText.includes('Cooling')");
            browser.await("document.querySelector('.chart canvas') !== null");
            browser.await("document.body.innerText.includes('h1-r001')");
            browser.await(
                    "document.querySelector('[data-key=nodes]').innerText.includes('31 May, 19:00:00 CDT · 30 s')");
            browser.await("document.querySelector('[data-key=nodes]').innerText.includes('settled, revision 1')");
            browser.await(
                    "document.querySelector('[data-key=deviations]').innerText.includes('as of 31 May, 19:00:30 CDT')");
            browser.await("document.querySelector('.downloads a').href.endsWith('/api/v1/contents?lease=acme-17')");
            browser.await("document.querySelector('.notice.late') !== null");
            browser.value(
                    "document.querySelector('.chart').focus();"
                            + "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'End', bubbles: true}))");
            browser.await("document.querySelector('.panel')?.innerText.includes('first settled')");

            List<Map<String, Object>> met = new ArrayList<>();
            for (int i = 3; i < 5; i++) {
                met.add(Sample.result(i, i + 1, "settled", "UNCOOLED", 0));
            }
            app.post("/api/v1/results", Sample.batch(5, met));
            browser.await("document.querySelector('.situation.calm') !== null");
            browser.await(
                    "document.querySelector('.situation.calm').innerText.includes('The last one, D-1 (cooling), closed at')");
            browser.await("document.querySelector('.tag').innerText === 'closed'");
            browser.await("document.querySelector('[data-key=nodes]').innerText.includes('h1-r001')");

            browser.await("document.querySelector('[data-key=checking] .hashes code').innerText.length === 64");
            browser.await("document.querySelector('[data-key=measured] table') === null");
            browser.value("document.querySelector('[data-key=measured] summary').click()");
            browser.await("document.querySelector('[data-key=measured] table')?.innerText.includes('5 intervals')");
            browser.await("location.search.includes('measured=open')");
            browser.open(app.url("/?use=open"));
            browser.await("document.querySelector('[data-key=use] table')?.innerText.includes('Memphis Compute')");

            browser.open(app.url("/?lease=acme-17&at=yesterday"));
            browser.await("document.querySelector('.notice.late')?.innerText.startsWith('“yesterday” is not a time.')");
            browser.await("document.querySelector('.situation.calm')?.innerText.includes('as of')");
            browser.await("!document.body.innerText.includes('could not be refreshed')");

            browser.open(app.url("/?lease=nobody"));
            browser.await("document.body.innerText.includes('Not found')");
            assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404"));
        }
    }

    @Test
    void thePageTellsWhatWasMeasuredOfThePlantInWordsAndUnits() throws Exception {
        needBrowser();
        Path profile = Files.createDirectory(folder.resolve("profile"));
        Path golden = Path.of("../deploy/cli/src/test/resources/golden/plant-terms");
        String registry = golden.resolve("registry").toAbsolutePath().toString();
        try (Packaged app = Packaged.start(folder, Map.of("nameplate.registry.dir", registry));
                Browser browser = new Browser(profile)) {
            List<String> contents = Files.readAllLines(golden.resolve("expected.jsonl"));
            app.post("/api/v1/results", Sample.batch(5, plantTerms(contents.subList(0, 2))));
            browser.open(app.url("/?lease=l1"));
            browser.await("document.querySelector('[data-key=measured] summary')?.innerText"
                    + " === 'Firm power below · Supply met · PUE, interim met'");
            browser.open(app.url("/?lease=l1&measured=open"));
            browser.await(told("firm_power", "8.0 kW ready, 99.0 % of the time"));
            browser.await(told("firm_power", "5.3 kW stood ready · IT took 7.6 kW"));
            browser.await(told("thermal", "at most 32.5 °C, 99.0 % of GPU time"));
            browser.await(told("thermal", "32.0 °C to 32.0 °C, mean 32.0 °C"));
            browser.await(told("pue", "at most 1.25"));
            browser.await(told("pue", "1.24 · 0.08 kWh in, 0.06 kWh to IT"));
            browser.await("document.querySelector('[data-key=measured] .hours').innerText.includes('2.00\u00a0kWh')");
            browser.await("document.querySelector('[data-key=headroom]').innerText.includes("
                    + "'power: pdu-1 would take 4 GPUs; no unit of cooling that trips would take a GPU')");
            browser.await("document.querySelector('[data-key=measured] .hours').innerText.includes('4,000,000')");
            browser.await("document.querySelector('[data-key=measured] .hours').innerText.includes('0.50\u00a0kWh')");
            browser.await("document.querySelector('[data-key=measured] tr[data-key=b1]').innerText.includes('75.0')");
            String first = new ObjectMapper()
                    .readTree(contents.get(0))
                    .get("interval_start")
                    .asText();
            browser.open(app.url("/?lease=l1&measured=open&at=" + first));
            browser.await("document.querySelector('[data-key=measured] summary')?.innerText"
                    + ".endsWith(' · Firm power below · Supply below · PUE, interim met')");
            browser.await(told("thermal", "below, 50.0 %"));
            browser.await("document.querySelector('[data-key=headroom]').innerText.includes("
                    + "'ended (N-1): power: pdu-1 would take 4 GPUs; firm power: ups-1 would take 3.0\u00a0kW '"
                    + " + 'and leave 6.5\u00a0kW to 7.5\u00a0kW, below the 8.0\u00a0kW contracted; cooling: loop-1 is down '"
                    + " + 'already, and no unit that trips would take more')");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** Whether the row of a term holds a text. */
    private static String told(String term, String text) {
        return "document.querySelector('[data-key=measured] tr[data-key=" + term
                + "]')?.innerText.replaceAll('\u00a0', ' ').includes('" + text + "')";
    }

    /** Settled contents with the judgements of a lease that lacks firm power, and at first cooling. */
    private static List<Map<String, Object>> plantTerms(List<String> contents) throws IOException {
        List<Map<String, Object>> results = new ArrayList<>();
        Map<String, Object> power = Map.of("unit", "pdu-1", "layer", "power", "lost_gpus", 4, "unsure_gpus", 0);
        Map<String, Object> gone = Map.of("unit", "loop-1", "layer", "cooling", "lost_gpus", 0, "unsure_gpus", 0);
        Map<String, Object> firm = Map.of(
                "unit",
                "ups-1",
                "layer",
                "power",
                "lost_gpus",
                0,
                "unsure_gpus",
                0,
                "lost_w",
                3000,
                "left_low_w",
                6500,
                "left_high_w",
                7500);
        for (String content : contents) {
            boolean cooled = !results.isEmpty();
            results.add(Map.of(
                    "headroom",
                    cooled ? List.of(power) : List.of(power, firm, gone),
                    "use",
                    Map.of(
                            "blocks",
                            Map.of("b1", Map.of("UTILIZED", 90_000, "IDLE", 30_000)),
                            "tokens_exact",
                            1,
                            "generation_tokens",
                            2_000_000,
                            "it_j",
                            3_600_000,
                            "it_exact",
                            1),
                    "counter",
                    results.size() + 1,
                    "status",
                    "settled",
                    "provenance",
                    "%064x".formatted(results.size() + 1),
                    "content",
                    new ObjectMapper().readTree(content),
                    "judgements",
                    List.of(
                            judged("firm_power", "breached", 666, 990),
                            cooled ? judged("thermal", "met", 1000, 990) : judged("thermal", "breached", 500, 990),
                            judged("pue", "met", 807, 800))));
        }
        return results;
    }

    private static Map<String, Object> judged(String term, String verdict, int value, int atLeast) {
        return Map.of("term", term, "verdict", verdict, "value_per_mille", value, "at_least_per_mille", atLeast);
    }

    private static List<Map<String, Object>> breached(int from, int to) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int i = from; i < to; i++) {
            results.add(Sample.result(i, i + 1, "settled", "UNCOOLED", Sample.CONTRACTED / 10));
        }
        return results;
    }
}
