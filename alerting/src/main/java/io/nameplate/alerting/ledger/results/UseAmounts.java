/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one settled interval adds to the quarter-hour it starts in: named whole numbers of the line and of each of its blocks. Every
 * figure that not all intervals have stands beside the number of intervals that have it.
 */
final class UseAmounts {

    /** Stands for the whole line where a block could be named. */
    static final String LINE = "";

    static final String INTERVALS = "intervals";
    static final String RESTATED = "restated";
    static final String CONTRACTED = "contracted";
    /** Followed by a state's name. */
    static final String STATE = "state/";
    /** Followed by a cause. */
    static final String DERATED = "derated/";

    static final String ENERGY_INTERVALS = "energy/intervals";
    static final String ENERGY_EXACT = "energy/exact";
    static final String ENERGY_IT_J = "energy/it_j";
    static final String PUE_INTERVALS = "pue/intervals";
    static final String PUE_FACILITY_J = "pue/facility_j";
    static final String PUE_IT_J = "pue/it_j";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Map<String, Map<String, Long>> byBlock = new TreeMap<>();

    private UseAmounts() {}

    /**
     * The amounts of a revision.
     *
     * @param content its canonical content
     */
    static UseAmounts of(String content, int revision) {
        UseAmounts amounts = new UseAmounts();
        JsonNode told = read(content);
        amounts.add(LINE, INTERVALS, 1);
        amounts.add(LINE, RESTATED, revision > 1 ? 1 : 0);
        amounts.add(LINE, CONTRACTED, told.path("contracted_gpu_ms").asLong());
        amounts.addAll(LINE, STATE, told.path("states"));
        amounts.addAll(LINE, DERATED, told.path("causes").path("DERATED"));
        told.path("blocks").properties().forEach(block -> amounts.addAll(block.getKey(), STATE, block.getValue()));
        amounts.measured(told.path("measured"));
        return amounts;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a damaged column: " + json, damaged);
        }
    }

    private void measured(JsonNode measured) {
        JsonNode energy = measured.path("energy");
        if (energy.has("it_j")) {
            add(LINE, ENERGY_INTERVALS, 1);
            add(LINE, ENERGY_EXACT, energy.path("exact").asLong());
            add(LINE, ENERGY_IT_J, energy.path("it_j").asLong());
        }
        JsonNode pue = measured.path("pue");
        if (pue.path("exact").asLong() == 1) {
            add(LINE, PUE_INTERVALS, 1);
            add(LINE, PUE_FACILITY_J, pue.path("facility_j").asLong());
            add(LINE, PUE_IT_J, pue.path("it_j").asLong());
        }
    }

    private void addAll(String block, String prefix, JsonNode amounts) {
        amounts.properties()
                .forEach(amount ->
                        add(block, prefix + amount.getKey(), amount.getValue().asLong()));
    }

    private void add(String block, String name, long amount) {
        if (amount != 0) {
            byBlock.computeIfAbsent(block, key -> new TreeMap<>()).merge(name, amount, Long::sum);
        }
    }

    /** The amounts by block and name; none is zero. */
    Map<String, Map<String, Long>> byBlock() {
        return byBlock;
    }
}
