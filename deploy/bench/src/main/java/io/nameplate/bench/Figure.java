/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was measured, several times.
 *
 * @param yardstick what it is held against, null if nothing; measured beside it in the same process
 */
record Figure(
        String name,
        String unit,
        List<Double> values,
        @Nullable Yardstick yardstick) {

    /** What a figure is held against. */
    record Yardstick(String name, List<Double> values) {}

    double median() {
        return median(values);
    }

    double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** How many times the yardstick it is; not a number without one. */
    double ratio() {
        return yardstick == null ? Double.NaN : median() / median(yardstick.values);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** One object of {@code "figures"}. */
    String json() {
        String held = yardstick == null ? "null" : "\"" + yardstick.name + "\"";
        String heldMedian = yardstick == null ? "null" : number(median(yardstick.values));
        String ratio = yardstick == null ? "null" : String.format(Locale.ROOT, "%.3f", ratio());
        return "{\"name\":\"%s\",\"unit\":\"%s\",\"median\":%s,\"min\":%s,\"max\":%s,\"yardstick\":%s,\"yardstick_median\":%s,\"ratio\":%s}"
                .formatted(name, unit, number(median()), number(min()), number(max()), held, heldMedian, ratio);
    }

    /** One line of the table that a person reads. */
    String line() {
        String held = yardstick == null
                ? ""
                : "  %6.2f x %s (%s)".formatted(ratio(), yardstick.name, number(median(yardstick.values)));
        return "%-42s %12s  [%s .. %s]  %s%s"
                .formatted(name, number(median()), number(min()), number(max()), unit, held);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
