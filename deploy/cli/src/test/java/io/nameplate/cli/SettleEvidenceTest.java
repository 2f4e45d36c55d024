/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.nameplate.alerting.ledger.evidence.BucketStore;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.LineKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettleEvidenceTest {

    private static final long START = Instant.parse("2026-06-01T00:00:00Z").getEpochSecond();
    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1, h2]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1, h2]}]
            assets: [{asset: pdu-1, kind: pdu, collector: c1, hold: 60s, up: [{point: voltage, min: 180}]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 1, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}]}
              - {block: b2, hall: h2, sku: H100, gpus_per_node: 1, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{node: n2, rack: r1}]}
            leases:
              - lease: acme
                supplier: s
                tenant: acme
                from: 2026-06-01T00:00:00Z
                to: 2027-06-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                         ramp: [{from: 2026-06-01T00:00:00Z, gpus: 2}]}]
                terms: [{term: availability, at_least: 0.99}]
            allocations: [{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}]
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private EvidenceStore store;

    @BeforeEach
    void aRegistryAndAStore() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("registry")).resolve("site.yaml"), SITE);
        store = EvidenceStore.in(folder.resolve("evidence"));
    }

    private void keep(long start, String hall, String node, long registryVersion) {
        HallEvidence nodes = new HallEvidence(start, 10, 5);
        nodes.merge(node, 0, 0, Evidence.data(0, 0, 2000, 2000, 700, Work.WORKING));
        store.keep(new KeptEvidence(new HallId(hall), registryVersion, nodes, new PlantTimeline()));
    }

    private int settle(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "settle",
                "--registry",
                folder.resolve("registry").toString(),
                "--evidence",
                folder.resolve("evidence").toString()));
        words.addAll(more.length > 0 ? List.of(more) : List.of("--out", out().toString()));
        return run(words);
    }

    private Path out() {
        return folder.resolve("out.jsonl");
    }

    private Path use() {
        return folder.resolve("use.jsonl");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private int run(List<String> words) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Nameplate.run(words, out, out);
    }

    private void aSecondVersionWithAFlood() throws Exception {
        Files.createDirectories(folder.resolve("registry/1"));
        Files.move(folder.resolve("registry/site.yaml"), folder.resolve("registry/1/site.yaml"));
        Files.writeString(Files.createDirectories(folder.resolve("registry/2")).resolve("site.yaml"), SITE + """
            windows:
              - {id: w1, state: outside_control, from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z,
                 scope: {halls: [h1]}, reason: flood}
            """);
    }

    @Test
    void everyIntervalWhoseHallsAreAllKeptIsSettled() throws Exception {
        keep(START + 10, "h1", "n1", 1);
        keep(START + 10, "h2", "n2", 1);
        keep(START, "h2", "n2", 1);
        keep(START, "h1", "n1", 1);
        keep(START + 20, "h1", "n1", 1);
        assertThat(settle()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("{\"UNMEASURED\":10000,\"UTILIZED\":10000}"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("2026-06-01T00:00:00Z"),
                        second -> assertThat(second).contains("2026-06-01T00:00:10Z"));
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("another registry version");
    }

    @Test
    void whatTheCapacityWasUsedForIsWrittenBesideTheContents() throws Exception {
        keep(START, "h1", "n1", 1);
        keep(START, "h2", "n2", 1);
        assertThat(settle("--out", out().toString(), "--use", use().toString())).isZero();
        assertThat(Files.readAllLines(out())).hasSize(1);
        assertThat(Files.readAllLines(use()))
                .containsExactly(
                        "{\"interval_start\":\"2026-06-01T00:00:00Z\",\"lease\":\"acme\",\"line\":\"h100\","
                                + "\"use\":{\"blocks\":{\"b1\":{\"IDLE\":0,\"UTILIZED\":5000},\"b2\":{\"IDLE\":0,\"UTILIZED\":5000}}}}");
    }

    @Test
    void anotherRegistryVersionIsSaid() {
        keep(START, "h1", "n1", 4);
        assertThat(settle()).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("1 intervals were settled live under another registry version than 1");
    }

    @Test
    void aFolderThatIsNoStoreAndADamagedFileAreWrongInput() throws Exception {
        assertThat(settle()).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("is no evidence store");
        keep(START, "h1", "n1", 1);
        Files.write(folder.resolve("evidence/settled/2026-06-01/000000Z/h1/1.evidence"), new byte[] {1, 2});
        assertThat(settle()).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("not kept evidence");
    }

    @Test
    void eachIntervalIsSettledUnderTheVersionThatItsEvidenceNames() throws Exception {
        aSecondVersionWithAFlood();
        for (long version = 1; version <= 3; version++) {
            long start = START + 10 * version;
            keep(start, "h1", "n1", version);
            keep(start, "h2", "n2", version);
        }
        assertThat(settle()).isZero();
        assertThat(Files.readAllLines(out()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"registry_version\":1", "{\"UNMEASURED\":10000,\"UTILIZED\":10000}"),
                        second -> assertThat(second)
                                .contains("\"registry_version\":2", "\"OUTSIDE_CONTROL\":5000,\"UNMEASURED\":5000"),
                        third -> assertThat(third).contains("\"registry_version\":2"));
        assertThat(said()).contains("1 intervals were settled live under another registry version than 2");
        assertThat(settle("--registry-version", "1", "--out", out().toString())).isZero();
        assertThat(Files.readAllLines(out())).allMatch(line -> line.contains("\"registry_version\":1"));
        assertThat(settle("--registry-version", "7", "--out", out().toString())).isEqualTo(1);
    }

    /** The stream job keeps evidence again under a newer version also of what that leaves as it is, of which the ledger makes no revision. */
    @Test
    void aVersionThatChangesNothingLeavesTheNumberOfTheOneBefore() throws Exception {
        aSecondVersionWithAFlood();
        for (long start : new long[] {START, START + 7200}) {
            for (long version = 1; version <= 2; version++) {
                keep(start, "h1", "n1", version);
                keep(start, "h2", "n2", version);
            }
        }
        assertThat(settle()).isZero();
        assertThat(Files.readAllLines(out()))
                .satisfiesExactly(
                        flooded -> assertThat(flooded).contains("\"registry_version\":2", "\"OUTSIDE_CONTROL\":5000"),
                        dry -> assertThat(dry).contains("\"registry_version\":1", "{\"UNMEASURED\":10000,"));
        assertThat(settle("--explain", "acme", "h100", "2026-06-01T02:00:00Z")).isZero();
        assertThat(said()).contains(sha256(Files.readAllLines(out()).get(1)));
    }

    private static String sha256(String content) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aCorrectedResultIsSettledUnderTheVersionThatCorrectedIt() throws Exception {
        aSecondVersionWithAFlood();
        for (int i = 0; i < 2; i++) {
            keep(START + 10 * i, "h1", "n1", 1);
            keep(START + 10 * i, "h2", "n2", 1);
        }
        LineKey line = new LineKey(new LeaseId("acme"), new LineId("h100"));
        store.correct(line, Instant.ofEpochSecond(START + 10), 2, "settled again");
        assertThat(settle()).isZero();
        assertThat(Files.readAllLines(out()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"registry_version\":1")
                                .doesNotContain("OUTSIDE"),
                        second -> assertThat(second).contains("\"registry_version\":2", "\"OUTSIDE_CONTROL\":5000"));
        assertThat(said()).doesNotContain("another registry version");
    }

    @Test
    void aKeptResultIsExplainedAndOneThatIsNotThereIsSaidSo() throws Exception {
        aSecondVersionWithAFlood();
        keep(START, "h1", "n1", 2);
        keep(START, "h2", "n2", 2);
        keep(START + 10, "h1", "n1", 2);
        assertThat(settle("--out", out().toString(), "--explain", "acme", "h100", "2026-06-01T00:00:00Z"))
                .isZero();
        String content = Files.readAllLines(out()).get(0);
        assertThat(said()).contains(sha256(content), "OUTSIDE_CONTROL", "w1");
        assertThat(settle("--explain", "acme", "h100", "2026-06-01T00:00:10Z")).isEqualTo(2);
        assertThat(said()).contains("the store keeps no evidence of hall h2");
        assertThat(settle("--explain", "acme", "h100", "2026-06-02T00:00:00Z")).isEqualTo(2);
        assertThat(said()).contains("Settled: 2 intervals");
        assertThat(settle("--explain", "acmi", "h100", "2026-06-01T00:00:00Z")).isEqualTo(2);
        assertThat(said()).contains("did you mean 'acme'?");
    }

    @Test
    void whatSettlingAgainWouldChangeIsWrittenAndTheStoreStaysAsItIs() throws Exception {
        keep(START, "h1", "n1", 1);
        keep(START, "h2", "n2", 1);
        HallEvidence late = new HallEvidence(START, 10, 5);
        late.merge("n2", 0, 1, Evidence.data(0, 0, 2000, 2000, 700, Work.WORKING));
        store.keepLate(new KeptEvidence(new HallId("h2"), 1, late, new PlantTimeline()));
        List<String> words = List.of(
                "resettle",
                "--registry",
                folder.resolve("registry").toString(),
                "--evidence",
                folder.resolve("evidence").toString(),
                "--out",
                out().toString());
        assertThat(run(words)).isZero();
        assertThat(Files.readAllLines(out()))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .contains("\"reason\":\"late_evidence\"", "\"revision\":null")
                        .contains("\"UNMEASURED\":{\"new\":5000,\"old\":10000}"));
        assertThat(store.newest(new HallId("h2"), Instant.ofEpochSecond(START))).isEqualTo(1);
        aSecondVersionWithAFlood();
        List<String> corrected = new ArrayList<>(words);
        corrected.addAll(List.of("--registry-version", "2"));
        assertThat(run(corrected)).isZero();
        assertThat(Files.readAllLines(out()))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .contains("\"reason\":\"registry_correction\"")
                        .contains("\"OUTSIDE_CONTROL\":{\"new\":5000,\"old\":0}"));
    }

    @Test
    void aBucketIsSettledAsTheFolderIs() throws Exception {
        keep(START, "h1", "n1", 1);
        keep(START, "h2", "n2", 1);
        assertThat(settle("--out", out().toString(), "--use", use().toString())).isZero();
        List<String> fromFolder = Files.readAllLines(out());
        List<String> usedByFolder = Files.readAllLines(use());
        Files.delete(use());
        System.setProperty("aws.accessKeyId", "someone");
        System.setProperty("aws.secretAccessKey", "something");
        LocalS3 server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        server.start();
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
            HttpRequest create = HttpRequest.newBuilder(endpoint.resolve("/kept"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(create, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(settleBucket("s3://kept/site-1/", endpoint)).isEqualTo(2);
            assertThat(said()).contains("nothing in s3://kept/site-1/ begins with 'settled/'");
            copyInto(new BucketStore("kept", "site-1/", "us-east-1", Optional.of(endpoint)));
            assertThat(settleBucket("s3://kept/site-1/", endpoint)).isZero();
            assertThat(Files.readAllLines(out())).isEqualTo(fromFolder);
            assertThat(Files.readAllLines(use())).isNotEmpty().isEqualTo(usedByFolder);
            assertThat(settleBucket("s3://nobody-made-this/", endpoint)).isEqualTo(2);
            assertThat(said()).contains("the bucket 'nobody-made-this' of the evidence store cannot be listed");
        } finally {
            server.shutdown();
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private int settleBucket(String place, URI endpoint) {
        return run(List.of(
                "settle",
                "--registry",
                folder.resolve("registry").toString(),
                "--evidence",
                place,
                "--s3-endpoint",
                endpoint.toString(),
                "--out",
                out().toString(),
                "--use",
                use().toString()));
    }

    private void copyInto(BucketStore bucket) throws IOException {
        Path evidence = folder.resolve("evidence");
        try (bucket;
                Stream<Path> files = Files.walk(evidence)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bucket.write(evidence.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    @Test
    void aPlaceThatIsNoneIsAWrongCall() {
        for (List<String> place : List.of(
                List.of("s3:/kept"), List.of("s3://kept", "--s3-endpoint", "127.0.0.1:9000"), List.of("s3:///"))) {
            List<String> words = new ArrayList<>(List.of("settle", "--registry", "x", "--out", "y", "--evidence"));
            words.addAll(place);
            assertThat(run(words)).as(place.toString()).isEqualTo(2);
        }
        assertThat(said()).contains("must be a folder or s3://BUCKET/PREFIX/", "must be an address such as");
    }
}
