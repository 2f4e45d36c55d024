/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two halls and two leases of a GPU a node, 10 s intervals, and the evidence of their nodes. */
public final class KeptWorld {

    public static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    public static final long AT_WORK = Evidence.data(0, 0, 2000, 2000, 700, Work.WORKING);
    public static final long ABSENT =
            Evidence.absent(AbsentReason.TIMEOUT, Witness.UNKNOWN, Port.UNKNOWN, START.getEpochSecond(), false);
    public static final long REBOOTED =
            Evidence.absent(AbsentReason.TIMEOUT, Witness.UNKNOWN, Port.UNKNOWN, START.getEpochSecond(), true);

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptWorld() {}

    /** acme has n1 of h1 and n2 of h2; beta has n3 of h2. */
    public static List<Document> registry(String more) {
        return List.of(new Document("site.yaml", """
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
                  - {block: b3, hall: h2, sku: H100, gpus_per_node: 1, power: pdu-1, cooling: pdu-1,
                     source: {collector: c1, period: 1s}, nodes: [{node: n3, rack: r2}]}
                leases:
                %s%s
                allocations:
                  - {lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}
                  - {lease: beta, line: h100, blocks: [b3], from: 2026-06-01T00:00:00Z}
                %s""".formatted(lease("acme", 2), lease("beta", 1), more)));
    }

    private static String lease(String name, int gpus) {
        return """
                  - lease: %s
                    supplier: s
                    tenant: t
                    from: 2026-06-01T00:00:00Z
                    to: 2027-06-01T00:00:00Z
                    zone: UTC
                    price_per_month: 144000
                    currency: USD
                    lines: [{line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                             ramp: [{from: 2026-06-01T00:00:00Z, gpus: %d}]}]
                    terms: [{term: availability, at_least: 0.99}, {term: coverage, at_least: 0.9}]
                """.formatted(name, gpus);
    }

    public static Instant interval(int index) {
        return START.plusSeconds(10L * index);
    }

    /** What is known of a hall in an interval: a code for each named node, in the first slots of it. */
    public static KeptEvidence piece(String hall, int interval, int slots, Map<String, Long> codes) {
        HallEvidence nodes = new HallEvidence(interval(interval).getEpochSecond(), 10, 5);
        codes.forEach((node, code) -> nodes.mergeRun(node, 0, 0, slots, code));
        return new KeptEvidence(new HallId(hall), 1, nodes, new PlantTimeline());
    }

    public static KeptEvidence first(int interval) {
        return piece("h1", interval, 2, Map.of("n1", AT_WORK));
    }

    public static KeptEvidence second(int interval) {
        return piece("h2", interval, 2, Map.of("n2", AT_WORK, "n3", AT_WORK));
    }

    /** A result as the stream job posts it. */
    public static JsonNode posted(LineResult result, long counter) {
        Map<String, Object> posted = new LinkedHashMap<>();
        posted.put("counter", counter);
        posted.put("status", "settled");
        posted.put("provenance", result.provenance().sha256());
        posted.put(
                "judgements",
                result.judgements().stream().map(KeptWorld::judged).toList());
        posted.put("worst_nodes", List.of());
        try {
            posted.put("content", JSON.readTree(result.content().canonicalJson()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return JSON.valueToTree(posted);
    }

    private static Map<String, Object> judged(Judgement judgement) {
        Map<String, Long> layers = new TreeMap<>();
        judgement.layers().forEach((layer, lost) -> layers.put(layer.text(), lost));
        Map<String, Object> judged = new LinkedHashMap<>();
        judged.put("term", judgement.term().text());
        judged.put("verdict", judgement.outcome().text());
        judged.put("value_per_mille", judgement.valuePerMille());
        judged.put("at_least_per_mille", judgement.atLeastPerMille());
        judged.put("layer", judgement.layer() == null ? null : judgement.layer().text());
        judged.put("layers", layers);
        return judged;
    }
}
