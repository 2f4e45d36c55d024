/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.WorstNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hands over what every interval is known to be now, in the words of a post: whoever keeps a view makes it anew from this. */
public final class ResultExport {

    private static final int PAGE = 500;

    private final Database database;
    private final ResultReader reader;
    private final ObjectMapper json = JsonMapper.builder().build();

    public ResultExport(Database database, ResultReader reader) {
        this.database = database;
        this.reader = reader;
    }

    /** Hands over the results of the intervals in {@code [from, to)} by lease, line and start, a page at a time. */
    public void all(Optional<LeaseId> lease, Instant from, Instant to, ResultReader.ContentSink sink) {
        for (LineHead head : reader.heads()) {
            Instant next = from;
            while (lease.map(head.lease()::equals).orElse(true)) {
                List<Interval> page = reader.intervals(head.lease(), head.line(), next, to, PAGE);
                if (page.isEmpty()) {
                    break;
                }
                Instant last = page.get(page.size() - 1).start();
                Map<Long, List<Judgement>> judgements =
                        judgements(head, page.get(0).start(), last);
                page.forEach(interval -> sink.take(
                        json(interval, judgements.getOrDefault(interval.start().getEpochSecond(), List.of()))));
                next = last.plusSeconds(1);
            }
        }
    }

    private Map<Long, List<Judgement>> judgements(LineHead head, Instant first, Instant last) {
        Map<Long, List<Judgement>> judgements = new TreeMap<>();
        database.transaction(connection -> Rows.all(
                connection,
                "SELECT * FROM judgement WHERE lease = ? AND term IN (" + ResultReader.TERMS
                        + ") AND interval_start >= ? AND interval_start <= ? AND line = ? ORDER BY term, interval_start",
                row -> judgements
                        .computeIfAbsent(row.getLong("interval_start"), start -> new ArrayList<>())
                        .add(Stored.judged(row)),
                head.lease().value(),
                first.getEpochSecond(),
                last.getEpochSecond(),
                head.line().value()));
        return judgements;
    }

    private String json(Interval interval, List<Judgement> judgements) {
        ObjectNode result = json.createObjectNode();
        result.put("status", interval.settled() ? "settled" : "provisional");
        result.put("revision", interval.revision());
        result.put("provenance", interval.provenance());
        result.putRawValue("content", new RawValue(interval.content()));
        ArrayNode judged = result.putArray("judgements");
        judgements.forEach(judgement -> write(judgement, judged.addObject()));
        ArrayNode worst = result.putArray("worst_nodes");
        interval.worst().forEach(node -> write(node, worst.addObject()));
        result.setAll(interval.beside().object());
        write(interval.coverage(), result.putObject("coverage"));
        return result.toString();
    }

    private static void write(Judgement judgement, ObjectNode into) {
        Layer layer = judgement.layer();
        into.put("term", judgement.term().text());
        into.put("verdict", judgement.outcome().text());
        into.put("value_per_mille", judgement.valuePerMille());
        into.put("at_least_per_mille", judgement.atLeastPerMille());
        into.put("layer", layer == null ? null : layer.text());
        ObjectNode layers = into.putObject("layers");
        judgement.layers().forEach((lost, amount) -> layers.put(lost.text(), amount));
        if (!judgement.blocks().isNone()) {
            ObjectNode blocks = into.putObject("blocks");
            judgement.blocks().byLayer().forEach((on, lost) -> {
                ObjectNode there = blocks.putObject(on.text());
                lost.forEach((block, amount) -> there.put(block.value(), amount));
            });
        }
    }

    private static void write(Coverage coverage, ObjectNode into) {
        into.put("per_mille", coverage.perMille());
        into.put("low_per_mille", coverage.lowPerMille());
        into.put("high_per_mille", coverage.highPerMille());
        ObjectNode causes = into.putObject("unmeasured");
        coverage.unmeasured().forEach((cause, ms) -> causes.put(CoverageColumns.word(cause), ms));
    }

    private static void write(WorstNode node, ObjectNode into) {
        into.put("node", node.node().value());
        into.put("rack", node.rack());
        into.put("block", node.block().value());
        into.put("state", node.state().name());
        into.put("since", node.since().toString());
        into.put("lost_gpu_ms", node.lostGpuMs());
    }
}
