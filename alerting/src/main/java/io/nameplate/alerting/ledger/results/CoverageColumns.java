/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.MissingCause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the coverage of a result stands in a post and in the columns of {@code result_latest}; the database adds up its causes. */
final class CoverageColumns {

    private CoverageColumns() {}

    /** The columns' names, in the order of {@link #values}. */
    static List<String> all() {
        List<String> names = new ArrayList<>(
                Arrays.stream(MissingCause.values()).map(CoverageColumns::name).toList());
        names.add("low_per_mille");
        names.add("high_per_mille");
        return names;
    }

    static String assignments() {
        return all().stream().map(name -> name + " = ?").collect(Collectors.joining(", "));
    }

    static String sums() {
        return Arrays.stream(MissingCause.values())
                .map(cause -> "COALESCE(SUM(" + name(cause) + "), 0) AS " + name(cause))
                .collect(Collectors.joining(", "));
    }

    private static String name(MissingCause cause) {
        return "missing_" + word(cause);
    }

    /** A cause as posts, answers and columns name it. */
    static String word(MissingCause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    static List<@Nullable Object> values(Coverage coverage) {
        List<@Nullable Object> values = new ArrayList<>();
        for (MissingCause cause : MissingCause.values()) {
            values.add(coverage.unmeasured().getOrDefault(cause, 0L));
        }
        values.add(coverage.lowPerMille());
        values.add(coverage.highPerMille());
        return values;
    }

    static Map<MissingCause, Long> causes(ResultSet row) throws SQLException {
        Map<MissingCause, Long> causes = new EnumMap<>(MissingCause.class);
        for (MissingCause cause : MissingCause.values()) {
            causes.put(cause, row.getLong(name(cause)));
        }
        return causes;
    }

    static Coverage coverage(ResultSet row, Totals totals) throws SQLException {
        return new Coverage(
                totals.coveragePerMille(),
                Rows.maybeInt(row, "low_per_mille").orElse(null),
                Rows.maybeInt(row, "high_per_mille").orElse(null),
                totals.missing());
    }

    /** Reads the coverage of a post; {@link Coverage#UNTOLD} where it has none. */
    static Coverage read(JsonNode result, Content content) {
        JsonNode node = result.path("coverage");
        if (node.isMissingNode() || node.isNull()) {
            return Coverage.UNTOLD;
        }
        Map<MissingCause, Long> causes = new EnumMap<>(MissingCause.class);
        node.path("unmeasured")
                .properties()
                .forEach(entry -> causes.put(
                        Json.oneOf(MissingCause.class, entry.getKey(), "cause"),
                        Json.amount(node.path("unmeasured"), entry.getKey())));
        long sum = causes.values().stream().mapToLong(Long::longValue).sum();
        long unmeasured = content.gpuMs(State.UNMEASURED);
        Json.check(
                sum == unmeasured, "the causes of what was not measured add up to " + sum + ", not to " + unmeasured);
        return new Coverage(
                perMille(Json.amount(node, "per_mille")),
                maybe(node, "low_per_mille"),
                maybe(node, "high_per_mille"),
                causes);
    }

    private static @Nullable Integer maybe(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isMissingNode() || value.isNull() ? null : (Integer) perMille(Json.amount(node, key));
    }

    private static int perMille(long value) {
        Json.check(value <= 1000, "a figure of 'coverage' is above 1000 per mille");
        return (int) value;
    }
}
