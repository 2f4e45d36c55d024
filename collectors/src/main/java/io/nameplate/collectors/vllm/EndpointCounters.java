/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.vllm;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of inference endpoints in one message or text: vLLM has a series for each model, engine and reason why a
 * request finished; the endpoint's counter is their sum. Names: vLLM docs/design/metrics.md.
 */
public final class EndpointCounters {

    private static final String PREFIX = "vllm:";
    private static final Map<String, String> POINTS = Map.of(
            "prompt_tokens_total", "prompt_tokens",
            "generation_tokens_total", "generation_tokens",
            "request_success_total", "requests");

    /** Beyond it a double no longer tells two counts apart. */
    private static final double LARGEST = (1L << 53) - 1;

    private record Counter(AssetId endpoint, Stamp time, String point) {}

    private final Map<Counter, Map<Map<String, String>, Long>> series = new LinkedHashMap<>();

    /** Whether a name, with or without vLLM's prefix, is one of a counter that is used. */
    public static boolean knows(String name) {
        return POINTS.containsKey(plain(name));
    }

    private static String plain(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /**
     * Takes a value; of the same series twice the last one counts.
     *
     * @return whether it is a count at all
     */
    public boolean take(AssetId endpoint, Stamp time, String name, Map<String, String> labels, double value) {
        String point = POINTS.get(plain(name));
        if (point == null || !(value >= 0 && value <= LARGEST && value == Math.rint(value))) {
            return point == null;
        }
        series.computeIfAbsent(new Counter(endpoint, time, point), key -> new LinkedHashMap<>())
                .put(new TreeMap<>(labels), (long) value);
        return true;
    }

    /** Adds the readings. */
    public void readings(List<Reading> into) {
        series.forEach((counter, parts) -> into.add(new PlantReading(
                counter.endpoint,
                counter.time.ts(),
                counter.time.received(),
                value(
                        counter,
                        parts.values().stream().mapToLong(Long::longValue).sum()))));
    }

    private static PointValue value(Counter counter, long sum) {
        PointValue value = PointValue.good(counter.point, (double) sum);
        return counter.time.trusted() ? value : value.flagged(Quality.SUSPECT, QualityReason.CLOCK_OFFSET);
    }
}
