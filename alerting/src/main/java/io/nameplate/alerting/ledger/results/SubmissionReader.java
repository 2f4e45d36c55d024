/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.WorstNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Checks one result of a batch against the registry version it names: it must be well formed, add up to what the line
 * obliges, and speak of things that the registry knows. The first thing wrong is the reason for refusing it.
 */
final class SubmissionReader {

    private static final Set<String> CONTENT_KEYS = Set.of(
            "blocks",
            "causes",
            "contracted_gpu_ms",
            "interval_s",
            "interval_start",
            "lease",
            "line",
            "measured",
            "registry_version",
            "rule_version",
            "states");

    private final LongFunction<Optional<Registry>> registries;

    SubmissionReader(LongFunction<Optional<Registry>> registries) {
        this.registries = registries;
    }

    Submission read(JsonNode result) {
        try {
            JsonNode status = Json.member(result, "status");
            Json.check(
                    status.asText().equals("settled") || status.asText().equals("provisional"),
                    "'status' must be settled or provisional");
            JsonNode contentNode = Json.member(result, "content");
            long version = Json.integer(contentNode, "registry_version");
            Registry registry = registries
                    .apply(version)
                    .orElseThrow(() -> new Json.Wrong("registry version " + version + " is not in the ledger"));
            Content content = content(contentNode, registry);
            Lease lease = lease(registry, content.lease());
            return new Submission.Good(
                    Json.integer(result, "counter"),
                    status.asText().equals("settled"),
                    content,
                    content.canonicalJson(),
                    content.sha256(),
                    judgements(result, lease, new JudgedBlocks(registry, content)),
                    worst(result),
                    Json.id(result, "provenance", Provenance::new),
                    CoverageColumns.read(result, content),
                    new BesideReader(registry).read(result));
        } catch (Json.Wrong wrong) {
            return new Submission.Bad(wrong.getMessage());
        }
    }

    private static Lease lease(Registry registry, LeaseId id) {
        return Optional.ofNullable(registry.leases().get(id))
                .orElseThrow(
                        () -> new Json.Wrong("registry version " + registry.version() + " has no lease '" + id + "'"));
    }

    private static Content content(JsonNode node, Registry registry) {
        node.fieldNames().forEachRemaining(key -> Json.check(CONTENT_KEYS.contains(key), "unknown key '" + key + "'"));
        LeaseId leaseId = Json.id(node, "lease", LeaseId::new);
        LineId lineId = Json.id(node, "line", LineId::new);
        Lease lease = lease(registry, leaseId);
        CapacityLine line = registry.line(leaseId, lineId)
                .orElseThrow(() -> new Json.Wrong("lease '" + leaseId + "' has no line '" + lineId + "'"));
        Instant start = Json.instant(node, "interval_start");
        Json.check(
                start.toString().equals(Json.text(node, "interval_start")),
                "'interval_start' is not in its canonical form " + start);
        Duration interval = Duration.ofSeconds(Json.integer(node, "interval_s"));
        Json.check(
                interval.equals(registry.interval()),
                "'interval_s' is " + interval.toSeconds() + ", the registry's is "
                        + registry.interval().toSeconds());
        Json.check(registry.intervalOf(start).equals(start), start + " is not the start of an interval");
        Json.check(!Json.text(node, "rule_version").isEmpty(), "'rule_version' is empty");

        long contracted = Json.amount(node, "contracted_gpu_ms");
        long obliged = Obligation.between(lease, line, start, start.plus(interval));
        Json.check(
                contracted == obliged,
                "'contracted_gpu_ms' is " + contracted + ", the line obliges " + obliged + " in this interval");
        Map<State, Long> states = states(Json.member(node, "states"), "states");
        long sum = states.values().stream().mapToLong(Long::longValue).sum();
        Json.check(sum == contracted, "the states add up to " + sum + ", not to " + contracted);
        Map<Cause, Long> derated = derated(node, states.getOrDefault(State.DERATED, 0L));
        return new Content(
                leaseId,
                lineId,
                start,
                interval,
                contracted,
                states,
                derated,
                blocks(node, registry, states),
                registry.version(),
                Json.text(node, "rule_version"),
                MeasuredReader.of(node.path("measured")));
    }

    private static Map<State, Long> states(JsonNode node, String name) {
        Json.check(node.isObject(), "'" + name + "' must be an object");
        Map<State, Long> states = new EnumMap<>(State.class);
        node.properties().forEach(entry -> {
            State state = Json.oneOf(State.class, entry.getKey(), name);
            Json.check(state.name().equals(entry.getKey()), "unknown state '" + entry.getKey() + "'");
            long amount = Json.amount(node, entry.getKey());
            Json.check(amount > 0, "state " + state + " is zero; leave it out");
            states.put(state, amount);
        });
        return states;
    }

    private static Map<Cause, Long> derated(JsonNode content, long derated) {
        JsonNode causes = content.path("causes");
        causes.fieldNames().forEachRemaining(key -> Json.check(key.equals("DERATED"), "only DERATED has causes"));
        Map<Cause, Long> amounts = new EnumMap<>(Cause.class);
        causes.path("DERATED").properties().forEach(cause -> {
            long amount = Json.amount(causes.path("DERATED"), cause.getKey());
            Json.check(amount > 0, "cause " + cause.getKey() + " is zero; leave it out");
            amounts.put(Json.oneOf(Cause.class, cause.getKey(), "causes"), amount);
        });
        long sum = amounts.values().stream().mapToLong(Long::longValue).sum();
        Json.check(sum == derated, "the causes of DERATED add up to " + sum + ", not to " + derated);
        return amounts;
    }

    private static SortedMap<BlockId, Map<State, Long>> blocks(
            JsonNode content, Registry registry, Map<State, Long> states) {
        SortedMap<BlockId, Map<State, Long>> blocks = new TreeMap<>();
        Map<State, Long> sums = new EnumMap<>(State.class);
        for (Map.Entry<String, JsonNode> entry : content.path("blocks").properties()) {
            BlockId block = Json.made(entry.getKey(), BlockId::new);
            Json.check(
                    registry.blocks().containsKey(block),
                    "registry version " + registry.version() + " has no block '" + block + "'");
            Map<State, Long> losses = states(entry.getValue(), "blocks");
            losses.forEach((state, amount) -> {
                Json.check(state.isLoss(), "block '" + block + "' lists " + state + "; blocks hold losses only");
                sums.merge(state, amount, Long::sum);
            });
            blocks.put(block, losses);
        }
        sums.forEach((state, amount) -> Json.check(
                amount <= states.getOrDefault(state, 0L), "the blocks lost more " + state + " than the line did"));
        return blocks;
    }

    private static List<Judgement> judgements(JsonNode result, Lease lease, JudgedBlocks blocks) {
        List<Judgement> judgements = new ArrayList<>();
        Set<Term.Kind> seen = EnumSet.noneOf(Term.Kind.class);
        for (JsonNode node : Json.list(result, "judgements")) {
            Term.Kind kind = Json.oneOf(Term.Kind.class, Json.text(node, "term"), "term");
            Json.check(seen.add(kind), "term '" + kind.text() + "' is judged twice");
            Term term = lease.terms().stream()
                    .filter(candidate -> candidate.kind() == kind)
                    .findFirst()
                    .orElseThrow(
                            () -> new Json.Wrong("lease '" + lease.lease() + "' has no term '" + kind.text() + "'"));
            long atLeast = Json.integer(node, "at_least_per_mille");
            Json.check(
                    atLeast == term.atLeastPerMille(),
                    "'at_least_per_mille' is " + atLeast + ", the term's is " + term.atLeastPerMille());
            Judgement.Outcome outcome = Json.oneOf(Judgement.Outcome.class, Json.text(node, "verdict"), "verdict");
            JsonNode value = node.path("value_per_mille");
            boolean has = !value.isMissingNode() && !value.isNull();
            Json.check(
                    has != (outcome == Judgement.Outcome.NOT_ASSESSED),
                    "'value_per_mille' must be there unless the verdict is not_assessed");
            Integer reached = has ? perMille(node) : null;
            JsonNode layer = node.path("layer");
            Map<Layer, Long> layers = new EnumMap<>(Layer.class);
            node.path("layers").properties().forEach(entry -> {
                long amount = Json.amount(node.path("layers"), entry.getKey());
                if (amount > 0) {
                    layers.put(Json.oneOf(Layer.class, entry.getKey(), "layers"), amount);
                }
            });
            Layer largest = layer.isTextual() ? Json.oneOf(Layer.class, layer.asText(), "layer") : null;
            judgements.add(new Judgement(
                    kind,
                    outcome,
                    term.atLeastPerMille(),
                    reached,
                    largest,
                    layers,
                    outcome == Judgement.Outcome.BREACHED ? blocks.of(node, layers) : BlockLosses.NONE));
        }
        return judgements;
    }

    private static Integer perMille(JsonNode judgement) {
        long value = Json.amount(judgement, "value_per_mille");
        Json.check(value <= 1000, "'value_per_mille' is above 1000");
        return (int) value;
    }

    private static List<WorstNode> worst(JsonNode result) {
        List<WorstNode> worst = new ArrayList<>();
        for (JsonNode node : Json.list(result, "worst_nodes")) {
            Json.check(worst.size() < WorstNode.LIMIT, "more than " + WorstNode.LIMIT + " worst nodes");
            worst.add(new WorstNode(
                    Json.id(node, "node", NodeId::new),
                    Json.text(node, "rack"),
                    Json.id(node, "block", BlockId::new),
                    Json.oneOf(State.class, Json.text(node, "state"), "state"),
                    Json.instant(node, "since"),
                    Json.amount(node, "lost_gpu_ms")));
        }
        return worst;
    }
}
