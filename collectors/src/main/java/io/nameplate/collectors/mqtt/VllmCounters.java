/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The counters of inference endpoints in one message: vLLM has a series for each model, engine and reason why a request
 * finished; the endpoint's counter is their sum.
 */
final class VllmCounters {

    private static final String PREFIX = "vllm:";
    private static final Map<String, String> POINTS = Map.of(
            "prompt_tokens_total", "prompt_tokens",
            "generation_tokens_total", "generation_tokens",
            "request_success_total", "requests");

    /** Beyond it a double no longer tells two counts apart. */
    private static final double LARGEST = (1L << 53) - 1;

    private record Counter(AssetId endpoint, Stamp time, String point) {}

    private final Consumer<MessageFault> faults;
    private final Map<Counter, Map<Map<String, String>, Long>> series = new LinkedHashMap<>();

    VllmCounters(Consumer<MessageFault> faults) {
        this.faults = faults;
    }

    /** Takes a line; of the same series twice in a message the last one counts. */
    void take(AssetId endpoint, Stamp time, InfluxLine line) {
        for (Field field : line.fields()) {
            String name = field.key().startsWith(PREFIX) ? field.key().substring(PREFIX.length()) : field.key();
            String point = POINTS.get(name);
            if (point != null) {
                double count = number(field.value());
                if (count >= 0 && count <= LARGEST && count == Math.rint(count)) {
                    series.computeIfAbsent(new Counter(endpoint, time, point), key -> new LinkedHashMap<>())
                            .put(new TreeMap<>(line.tags()), (long) count);
                } else {
                    faults.accept(MessageFault.BAD_VALUE);
                }
            }
        }
    }

    private static double number(Value value) {
        if (value instanceof Decimal real) {
            return real.value();
        }
        return value instanceof Whole whole ? whole.value() : -1;
    }

    /** Adds the readings of the message. */
    void readings(List<Reading> into) {
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
