/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.OracleDoor;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares the results in the ledger with what the records say: offline, by the naive oracle, and with what halls said. */
final class ResultPromises {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Promises promises;
    private final LedgerHost ledger;
    /** What another registry version makes otherwise, of the same records. */
    private final Set<String> corrected = new HashSet<>();
    /** What only another registry version makes: the line obliges and holds nothing under the first. */
    private final Set<String> added = new HashSet<>();

    private int restatements;

    ResultPromises(Promises promises, LedgerHost ledger) {
        this.promises = promises;
        this.ledger = ledger;
    }

    int restatements() {
        return restatements;
    }

    /** Whether another registry version makes a result otherwise than the first. */
    boolean isMadeOtherwise(Interval row) {
        return corrected.contains(key(row)) || added.contains(key(row));
    }

    /** Whether a hall said anything else of a settled result. */
    boolean isRestated(Interval row) {
        LineKey line = new LineKey(row.lease(), row.line());
        long start = row.start().getEpochSecond();
        return new Verdict(promises.versions.current())
                .speakers(line, start).stream()
                        .anyMatch(hall ->
                                promises.restated.contains(new Promises.Spot(hall.value(), line.toString(), start)));
    }

    /** Looks at every interval that the ledger has, and gives them. */
    Collection<Interval> check(Collection<Told> records) {
        Settlement settlement = new Settlement(promises.versions.current());
        Settlement asItWas = new Settlement(promises.versions.first());
        OracleDoor oracle = new OracleDoor(promises.versions.current());
        for (Told told : records) {
            CollectorId collector = told.key().collector();
            UpRecord record = told.record();
            settlement.accept(collector, record);
            asItWas.accept(collector, record);
            if (record.kind() == UpRecord.Kind.FRAMES) {
                oracle.take(collector.value(), Frames.parse(record.body()));
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                oracle.take(collector.value(), PlantReadings.parse(record.body()));
            }
        }
        Map<String, Interval> found = new TreeMap<>();
        ledger.intervals().forEach(row -> found.put(key(row), row));
        promises.left.forEach((key, row) -> checkLeft(key, row, found.get(key)));
        compareVersions(asItWas, settlement, found.values());
        for (LineResult result : settlement.results()) {
            Content content = result.content();
            String key = key(content);
            Interval row = found.get(key);
            if (promises.left.containsKey(key) || (row == null && isBeforeTheFirst(content))) {
                continue;
            } else if (row == null || !row.settled()) {
                promises.fail(key + " is not settled");
            } else if (!row.content()
                    .equals(content.withRegistryVersion(row.registryVersion()).canonicalJson())) {
                promises.fail(
                        key + " is " + row.content() + " in the ledger and " + content.canonicalJson() + " offline");
            } else if (!saysTheSameOfCoverage(row.coverage(), result.coverage())) {
                promises.fail(key + " has " + row.coverage() + " in the ledger and " + result.coverage() + " offline");
            }
        }
        found.values().stream()
                .filter(row -> row.settled() && !promises.left.containsKey(key(row)))
                .forEach(row -> checkRow(row, oracle));
        return found.values();
    }

    /** Of every interval that the ledger has, also of those that no record tells of or not all collectors are beyond. */
    private void compareVersions(Settlement before, Settlement after, Collection<Interval> rows) {
        if (before.registry().version() == after.registry().version()) {
            return;
        }
        for (Interval row : rows) {
            Optional<LineResult> first = made(before, row);
            Optional<LineResult> newest = made(after, row);
            if (first.isEmpty() && newest.isPresent()) {
                added.add(key(row));
            } else if (newest.isPresent() && isCorrected(first.orElseThrow(), newest.orElseThrow())) {
                corrected.add(key(row));
            }
        }
    }

    private static Optional<LineResult> made(Settlement settlement, Interval row) {
        LineKey line = new LineKey(row.lease(), row.line());
        boolean due = new Verdict(settlement.registry())
                .lines(row.start().getEpochSecond())
                .contains(line);
        return due ? Optional.of(settlement.trace(line, row.start()).result()) : Optional.empty();
    }

    private static boolean isCorrected(LineResult before, LineResult after) {
        long number = after.content().registryVersion();
        return !after.content().equals(before.content().withRegistryVersion(number))
                || !after.judgements().equals(before.judgements());
    }

    private void checkLeft(String key, Interval before, Interval after) {
        if (after.revision() != before.revision() && !promises.plan.has(Plan.Fault.TWO_JOBS)) {
            promises.fail(key + " was settled, and again by a job that began without state");
        }
    }

    /** What evidence alone tells is the same offline; a hole's cause can rest on what only the running job knows. */
    private static boolean saysTheSameOfCoverage(Coverage live, Coverage offline) {
        return live.perMille() == offline.perMille()
                && Objects.equals(live.lowPerMille(), offline.lowPerMille())
                && Objects.equals(live.highPerMille(), offline.highPerMille())
                && live.unmeasuredGpuMs() == offline.unmeasuredGpuMs()
                && Objects.equals(
                        live.unmeasured().get(MissingCause.DEVICE),
                        offline.unmeasured().get(MissingCause.DEVICE));
    }

    private void checkRow(Interval row, OracleDoor oracle) {
        LineKey line = new LineKey(row.lease(), row.line());
        long start = row.start().getEpochSecond();
        String key = key(row);
        if (row.revision() > 1) {
            restatements++;
            if (!corrected.contains(key) && !isRestated(row)) {
                promises.fail(key + " has revision " + row.revision() + ", but none of its halls said anything else");
            }
        }
        OracleDoor.Finding finding = oracle.find(line, start).orElseThrow();
        compare(key + " is", inColumns(row.totals()), finding.states());
        compare(key + " is contracted", row.totals().contracted(), finding.contracted());
        JsonNode content = read(row.content());
        compare(key + " says it is", inContent(content), finding.states());
        compare(key + " says it is contracted", content.get("contracted_gpu_ms").asLong(), finding.contracted());
        Map<String, Map<String, Long>> blocks = new TreeMap<>();
        content.get("blocks").fields().forEachRemaining(block -> blocks.put(block.getKey(), amounts(block.getValue())));
        compare(key + " has in blocks", blocks, finding.blocks());
        Map<Term.Kind, String> judged = new TreeMap<>();
        ledger.judgements(row.lease(), row.line(), row.start())
                .forEach(judgement ->
                        judged.put(judgement.term(), judgement.outcome().text()));
        compare(key + " is judged", judged, finding.judged());
    }

    private void compare(String what, Object inTheLedger, Object byTheOracle) {
        if (!inTheLedger.equals(byTheOracle)) {
            promises.fail(what + " " + inTheLedger + " in the ledger, the oracle says " + byTheOracle);
        }
    }

    /** The states as the oracle names them: a derate with its cause. */
    private static Map<String, Long> inColumns(Totals totals) {
        Map<String, Long> states = new TreeMap<>();
        totals.states().forEach((state, ms) -> states.put(state.name(), ms));
        states.remove(State.DERATED.name());
        totals.derated().forEach((cause, ms) -> states.put(State.DERATED + " " + cause.text(), ms));
        return states;
    }

    private static Map<String, Long> inContent(JsonNode content) {
        Map<String, Long> states = amounts(content.get("states"));
        JsonNode causes = content.get("causes").path(State.DERATED.name());
        if (states.remove(State.DERATED.name()) != null) {
            amounts(causes).forEach((cause, ms) -> states.put(State.DERATED + " " + cause, ms));
        }
        return states;
    }

    private static Map<String, Long> amounts(JsonNode object) {
        Map<String, Long> amounts = new TreeMap<>();
        object.fields()
                .forEachRemaining(
                        entry -> amounts.put(entry.getKey(), entry.getValue().asLong()));
        return amounts;
    }

    private static JsonNode read(String content) {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private boolean isBeforeTheFirst(Content content) {
        Instant known = promises.first.get(new LineKey(content.lease(), content.line()));
        return known != null && content.intervalStart().isBefore(known);
    }

    private static String key(Content content) {
        return content.lease() + "/" + content.line() + "/" + content.intervalStart();
    }

    static String key(Interval row) {
        return row.lease() + "/" + row.line() + "/" + row.start();
    }
}
