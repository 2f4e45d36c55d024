/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.explain.Explanation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Throughput and use, worked out by hand. Nodes n1 and n2 of 4 GPUs in block b1, n3 in b2; acme holds n1, and n2 for the first 4 s
 * of the interval of 10 s; then beta does, which holds n3 throughout. Acme is owed 8 GPUs: 80,000 GPU-ms. It is promised
 * 3,600,000 tokens per GPU-hour, one per GPU-millisecond.
 */
class ThroughputTest {

    private static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final LineKey ACME = new LineKey(new LeaseId("acme"), new LineId("h100"));
    private static final LineKey BETA = new LineKey(new LeaseId("beta"), new LineId("h100"));
    private static final HallId HALL = new HallId("h1");
    private static final long BUSY = Evidence.data(0, 0, 1980, 2000, 700, Work.WORKING);
    private static final long IDLE = Evidence.data(0, 0, 400, 2000, 700, Work.IDLE);
    private static final String SITE = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: pdu, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage, min: 180}]}
              - {asset: m-b1, kind: meter, collector: c1, hold: 3s,
                 meters: [{measures: it_energy, point: energy, blocks: [b1], max_w: 100000}]}
              - asset: vllm-acme
                kind: endpoint
                collector: c1
                hold: 5s
                meters:
                  - {measures: prompt_tokens, point: prompt, lease: acme, line: h100}
                  - {measures: generation_tokens, point: generation, lease: acme, line: h100, max_per_s: 100000}
                  - {measures: requests, point: requests, lease: acme, line: h100}
              - asset: vllm-beta
                kind: endpoint
                collector: c1
                hold: 5s
                meters: [{measures: generation_tokens, point: generation, lease: beta, line: h100}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus_per_node: 4, power: pdu, cooling: pdu,
                 source: {collector: c1, period: 1s}, nodes: [{node: n1, rack: r1}, {node: n2, rack: r1}]}
              - {block: b2, hall: h1, sku: H100, gpus_per_node: 4, power: pdu, cooling: pdu,
                 source: {collector: c1, period: 1s}, nodes: [{node: n3, rack: r2}]}
            leases:
              - {lease: acme, supplier: Memphis Compute, tenant: acme, from: 2026-06-01T00:00:00Z,
                 to: 2027-06-01T00:00:00Z, zone: UTC, price_per_month: 1000, currency: USD,
                 lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                          ramp: [{from: 2026-06-01T00:00:00Z, gpus: 8}]}],
                 terms: [{term: throughput, at_least: SHARE, generation_tokens_per_gpu_hour: 3600000}]}
              - {lease: beta, supplier: Memphis Compute, tenant: beta, from: 2026-06-01T00:00:00Z,
                 to: 2027-06-01T00:00:00Z, zone: UTC, price_per_month: 1000, currency: USD,
                 lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                          ramp: [{from: 2026-06-01T00:00:00Z, gpus: 4}]}],
                 terms: [{term: coverage, at_least: 0.5}]}
            allocations:
              - {lease: acme, line: h100, nodes: [n1], from: 2026-06-01T00:00:00Z}
              - {lease: acme, line: h100, nodes: [n2], from: 2026-06-01T00:00:00Z, to: 2026-06-01T12:00:04Z}
              - {lease: beta, line: h100, nodes: [n2], from: 2026-06-01T12:00:04Z}
              - {lease: beta, line: h100, nodes: [n3], from: 2026-06-01T00:00:00Z}
            """;

    private final PlantTimeline plant = new PlantTimeline();
    private final HallEvidence evidence = new HallEvidence(START, 10, 5);

    private ThroughputTest read(String asset, String point, double second, double value) {
        plant.merge(asset, point, START * 1000 + Math.round(second * 1000), value);
        return this;
    }

    private ThroughputTest node(String node, long code) {
        for (int gpu = 0; gpu < 4; gpu++) {
            evidence.mergeRun(node, gpu, 0, 2, code);
        }
        return this;
    }

    private ThroughputTest busy() {
        return node("n1", BUSY).node("n2", BUSY).node("n3", BUSY);
    }

    /** Tokens written in the interval, without a hole. */
    private ThroughputTest written(double tokens) {
        for (int second = -1; second <= 9; second += 2) {
            read("vllm-acme", "generation", second, 500 + tokens * (second + 1) / 10);
        }
        return this;
    }

    private static Registry registry(String share) {
        return RegistryReader.read(List.of(new Document("site.yaml", SITE.replace("SHARE", share))), 1);
    }

    private LineResult settle(LineKey key, String share) {
        return settle(key, registry(share));
    }

    private LineResult settle(LineKey key, Registry registry) {
        Verdict verdict = new Verdict(registry);
        HallPart part = verdict.hallParts(HALL, START, evidence, plant).get(key);
        return verdict.line(key, START, List.of(HallPart.fromBytes(part.toBytes())));
    }

    private static Judgement judged(LineResult result) {
        return result.judgements().get(0);
    }

    /** 56,000 GPU-ms utilized and 24,000 withdrawn are owed: 80,000 tokens. */
    @Test
    void whatWasUtilizedOrLostIsOwed() {
        LineResult result = busy().written(72_000).settle(ACME, "0.9");
        assertThat(result.content().states()).isEqualTo(Map.of(State.UTILIZED, 56_000L, State.WITHDRAWN, 24_000L));
        assertThat(judged(result))
                .isEqualTo(new Judgement(
                        Term.Kind.THROUGHPUT,
                        Judgement.Outcome.MET,
                        900,
                        900,
                        Layer.DELIVERY,
                        Map.of(Layer.DELIVERY, 24_000L)));
        assertThat(judged(settle(ACME, "0.901")))
                .isEqualTo(new Judgement(
                        Term.Kind.THROUGHPUT,
                        Judgement.Outcome.BREACHED,
                        901,
                        900,
                        Layer.DELIVERY,
                        Map.of(Layer.DELIVERY, 24_000L)));
    }

    @Test
    void anIdleGpuOwesNothing() {
        // 16,000 utilized on n2 and 24,000 withdrawn: 40,000 tokens
        LineResult result = node("n1", IDLE).node("n2", BUSY).written(40_000).settle(ACME, "1");
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.MET);
        LineResult fewer = new ThroughputTest()
                .node("n1", IDLE)
                .node("n2", BUSY)
                .written(39_900)
                .settle(ACME, "1");
        assertThat(judged(fewer).valuePerMille()).isEqualTo(997);
    }

    @Test
    void nothingOwedIsNotAssessed() {
        String acmeAlone = SITE.replace("SHARE", "1")
                .replace(", to: 2026-06-01T12:00:04Z}", "}")
                .replace("  - {lease: beta, line: h100, nodes: [n2], from: 2026-06-01T12:00:04Z}\n", "");
        Registry registry = RegistryReader.read(List.of(new Document("site.yaml", acmeAlone)), 1);
        LineResult result = node("n1", IDLE).node("n2", IDLE).written(0).settle(ACME, registry);
        assertThat(result.content().states()).isEqualTo(Map.of(State.IDLE, 80_000L));
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    /** n1 unmeasured: owed are 16,000 + 24,000 for certain, and 40,000 more if it was at work. */
    @Test
    void whatWasNotMeasuredMayHaveBeenIdle() {
        assertThat(judged(node("n2", BUSY).written(39_000).settle(ACME, "1")))
                .extracting(Judgement::outcome, Judgement::valuePerMille)
                .containsExactly(Judgement.Outcome.BREACHED, 975);
        assertThat(judged(new ThroughputTest().node("n2", BUSY).written(41_000).settle(ACME, "1"))
                        .outcome())
                .isEqualTo(Judgement.Outcome.NOT_ASSESSED);
        assertThat(judged(new ThroughputTest().node("n2", BUSY).written(80_000).settle(ACME, "1"))
                        .outcome())
                .isEqualTo(Judgement.Outcome.MET);
    }

    /** 1,000 to 31,000, then a new process: 2,000 and 42,000. At least 30,000 + 2,000 + 40,000. */
    @Test
    void aCounterThatBeganAnewProvesWhatWasKeptAndNeverWhatWasBroken() {
        busy().read("vllm-acme", "generation", -1, 1000)
                .read("vllm-acme", "generation", 3, 31_000)
                .read("vllm-acme", "generation", 5, 2000)
                .read("vllm-acme", "generation", 9, 42_000);
        LineResult result = settle(ACME, "0.9");
        assertThat(judged(result).outcome()).isEqualTo(Judgement.Outcome.MET);
        assertThat(result.content().measured().byName())
                .containsEntry("throughput/generation_tokens", 72_000L)
                .containsEntry("throughput/exact", 0L)
                .containsEntry("throughput/meters/vllm-acme/generation_tokens/resets", 1L)
                .containsEntry("throughput/meters/vllm-acme/generation_tokens/from", 1000L)
                .containsEntry("throughput/meters/vllm-acme/generation_tokens/to", 42_000L);
        assertThat(judged(settle(ACME, "0.95")).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    @Test
    void aHoleAtTheEndMayHoldMore() {
        busy().read("vllm-acme", "generation", -1, 0).read("vllm-acme", "generation", 4, 20_000);
        assertThat(judged(settle(ACME, "0.25")).outcome()).isEqualTo(Judgement.Outcome.MET);
        assertThat(judged(settle(ACME, "0.26")).outcome()).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
    }

    @Test
    void moreThanAnEndpointCanWriteIsNotBelieved() {
        busy().read("vllm-acme", "generation", -1, 0)
                .read("vllm-acme", "generation", 4, 20_000)
                .read("vllm-acme", "generation", 9, 9_000_000);
        LineResult result = settle(ACME, "0.25");
        assertThat(result.content().measured().byName())
                .containsEntry("throughput/generation_tokens", 20_000L)
                .containsEntry("throughput/meters/vllm-acme/generation_tokens/suspects", 1L)
                .containsEntry("throughput/exact", 0L);
    }

    /** n1 rose by 20,000; n2 by 10,000, of which acme held it for 4 s and beta for 6 s; n3 was not read as the interval began. */
    @Test
    void tensorTimeGoesWithTheNodeAndIsAnEstimateWhereTheNodeMoved() {
        busy().read("n1", "tensor_active", -0.001, 5000)
                .read("n1", "tensor_active", 9.999, 25_000)
                .read("n2", "tensor_active", -0.001, 1000)
                .read("n2", "tensor_active", 9.999, 11_000)
                .read("n3", "tensor_active", 9.999, 700);
        assertThat(settle(ACME, "1").use().figures().byName())
                .isEqualTo(Map.of(
                        "tensor_active_gpu_ms", 24_000L,
                        "tensor_metered_gpu_ms", 56_000L,
                        "tensor_active_exact", 0L));
        assertThat(settle(BETA, "1").use().figures().byName())
                .isEqualTo(Map.of(
                        "tensor_active_gpu_ms", 6000L,
                        "tensor_metered_gpu_ms", 64_000L,
                        "tensor_active_exact", 0L));
    }

    @Test
    void aTensorCounterThatAnotherRunOfItsCollectorKeptIsNotBelieved() {
        busy().read("n1", "tensor_active", -0.001, 5_000_000).read("n1", "tensor_active", 9.999, 4_900_000);
        assertThat(settle(ACME, "1").use().figures().byName()).containsEntry("tensor_active_gpu_ms", 0L);
    }

    @Test
    void oneLeasesTokensAreInNoResultOfTheOther() {
        busy().written(72_000)
                .read("vllm-acme", "prompt", -1, 0)
                .read("vllm-acme", "prompt", 9, 5)
                .read("vllm-beta", "generation", -1, 10)
                .read("vllm-beta", "generation", 4, 300)
                .read("vllm-beta", "generation", 9, 17);
        LineResult acme = settle(ACME, "0.9");
        LineResult beta = settle(BETA, "0.9");
        assertThat(beta.use().figures().byName()).isEqualTo(Map.of("generation_tokens", 307L, "tokens_exact", 0L));
        assertThat(beta.content().canonicalJson()).doesNotContain("measured");
        assertThat(acme.content().canonicalJson() + acme.use().canonicalJson()).doesNotContain("beta");
        assertThat(acme.use().figures().byName())
                .as("nobody read the requests, so not all counters are exact")
                .isEqualTo(
                        Map.of("prompt_tokens", 5L, "generation_tokens", 72_000L, "requests", 0L, "tokens_exact", 0L));
    }

    /** 8,000 J went into b1, of whose 80,000 GPU-ms acme held 56,000. */
    @Test
    void useSaysEnergyAndWhatEachBlockDelivered() {
        busy().node("n1", BUSY);
        for (int second = -1; second <= 9; second += 2) {
            read("m-b1", "energy", second, 800.0 * (second + 1));
        }
        Use acme = settle(ACME, "1").use();
        assertThat(acme.canonicalJson())
                .isEqualTo("{\"blocks\":{\"b1\":{\"IDLE\":0,\"UTILIZED\":56000}},\"it_exact\":1,\"it_j\":5600,"
                        + "\"it_metered_gpu_ms\":56000}");
        Use beta = settle(BETA, "1").use();
        // 4 GPUs contracted, 4 held of n3 and 4 of n2 after 4 s: what is utilized of both fills the contract pro rata
        assertThat(beta.blocks())
                .isEqualTo(Map.of(
                        new BlockId("b1"), new Use.Delivered(12_000, 0),
                        new BlockId("b2"), new Use.Delivered(28_000, 0)));
        assertThat(beta.figures().byName()).containsEntry("it_j", 2400L).containsEntry("it_exact", 0L);
    }

    @Test
    void theProvenanceOfALeaseWithTheTermCoversItsCountersAndNobodyElses() {
        busy().written(72_000);
        Provenance acme = settle(ACME, "0.9").provenance();
        Provenance beta = settle(BETA, "0.9").provenance();
        read("vllm-beta", "generation", 1, 5);
        assertThat(settle(ACME, "0.9").provenance()).isEqualTo(acme);
        assertThat(settle(BETA, "0.9").provenance()).as("use is beside it").isEqualTo(beta);
        read("vllm-acme", "requests", 1, 5);
        Provenance counted = settle(ACME, "0.9").provenance();
        assertThat(counted).isNotEqualTo(acme);
        read("n1", "tensor_active", 9.999, 5);
        assertThat(settle(ACME, "0.9").provenance()).isNotEqualTo(counted);
        assertThat(settle(BETA, "0.9").provenance()).isEqualTo(beta);
    }

    @Test
    void anExplanationSaysWhatWasOwedAndWhatWasCounted() {
        busy().written(72_000);
        for (int second = -1; second <= 9; second += 2) {
            read("m-b1", "energy", second, 800.0 * (second + 1));
        }
        Verdict verdict = new Verdict(registry("0.9"));
        String text = Explanation.of(verdict.trace(ACME, START, Map.of(HALL, evidence), plant));
        assertThat(text)
                .contains("throughput, at least 90.0 %")
                .contains("3,600,000 generation tokens per GPU-hour")
                .contains("That is 80,000 tokens, rounded down.")
                .contains("vllm-acme, generation_tokens: from 500 to 72,500, counted 72,000.")
                .contains("Written: 72,000, counted without a hole.")
                .contains("IT energy of the line: 5,600 J, so 77,777 J per million generation tokens.")
                .contains("MET: written / owed at most is not below 90.0 %.");
    }
}
