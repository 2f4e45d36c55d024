/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.math.BigDecimal;
import java.util.List;

/** Reads the terms of a lease, each with what its kind promises. */
final class TermReader {

    private static final int WIDEST_C = 1000;

    private final Problems problems;

    TermReader(Problems problems) {
        this.problems = problems;
    }

    void read(Tree tree, List<Term> into) {
        Fields fields = Fields.of(tree, problems, "a term");
        String name = fields.text("term");
        Term.Kind kind = fields.oneOf("term", Term.Kind.class);
        Term term = switch (kind) {
            case THERMAL -> new Term(kind, fields.perMille("at_least"), supply(fields));
            case PUE -> pue(fields);
            case THROUGHPUT ->
                new Term(
                        kind,
                        fields.perMille("at_least"),
                        new Promise.Throughput(
                                fields.integer("generation_tokens_per_gpu_hour", 1, Promise.Throughput.MOST)));
            case AVAILABILITY, PERFORMANCE, COVERAGE, FIRM_POWER -> new Term(kind, fields.perMille("at_least"));
        };
        fields.end();
        if (into.stream().anyMatch(other -> other.kind() == kind)) {
            fields.problem("term", "term '" + name + "' stands twice");
        }
        into.add(term);
    }

    private static Promise supply(Fields fields) {
        int min = Integer.MIN_VALUE;
        int max = Integer.MAX_VALUE;
        if (fields.has("class")) {
            AshraeClass named = fields.oneOf("class", AshraeClass.class);
            if (fields.has("supply_max_c") || fields.has("supply_min_c")) {
                fields.problem("class", "a class says what the supply may have; write either it or 'supply_max_c'");
            }
            min = named.minMilliC;
            max = named.maxMilliC;
        } else {
            max = milliC(fields, "supply_max_c", WIDEST_C);
            min = fields.has("supply_min_c") ? milliC(fields, "supply_min_c", -WIDEST_C) : min;
        }
        if (min >= max) {
            fields.problem("supply_min_c", "'supply_min_c' is not below 'supply_max_c'");
            return new Promise.Supply(Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
        }
        return new Promise.Supply(min, max, fields.has("flow_min_m3_s") ? flow(fields) : 0);
    }

    private static int milliC(Fields fields, String key, int standIn) {
        return Math.toIntExact(scaled(
                fields,
                key,
                "a temperature in degrees Celsius with at most three decimals",
                3,
                -273_150,
                1_000_000,
                standIn * 1000L));
    }

    private static long flow(Fields fields) {
        return scaled(
                fields, "flow_min_m3_s", "a flow in cubic metres a second, such as 0.0083", 6, 1, 1_000_000_000, 1);
    }

    private static Term pue(Fields fields) {
        int most = Math.toIntExact(scaled(
                fields,
                "at_most",
                "a PUE from 1 to 10 with at most three decimals, such as 1.25",
                3,
                1000,
                10_000,
                1000));
        return new Term(Term.Kind.PUE, 1_000_000 / most, new Promise.Pue(most));
    }

    /** A decimal number in a unit so many decimal places smaller: exact, or a problem. */
    static long scaled(Fields fields, String key, String expected, int places, long min, long max, long standIn) {
        return fields.value(
                key,
                expected,
                text -> {
                    long value = new BigDecimal(text).movePointRight(places).longValueExact();
                    if (value < min || value > max) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return value;
                },
                standIn);
    }
}
