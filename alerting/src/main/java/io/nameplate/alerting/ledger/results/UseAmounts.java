/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nameplate.model.verdict.MissingCause;
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
    /** Intervals of which nobody said what their capacity was used for. */
    static final String USE_UNTOLD = "use/untold";
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

    static final String TENSOR_INTERVALS = "tensor/intervals";
    static final String TENSOR_EXACT = "tensor/exact";
    static final String TENSOR_ACTIVE = "tensor/active_gpu_ms";
    static final String TENSOR_METERED = "tensor/metered_gpu_ms";
    static final String WORK_INTERVALS = "work/intervals";
    static final String WORK_EXACT = "work/exact";
    static final String PROMPT_TOKENS = "work/prompt_tokens";
    static final String GENERATION_TOKENS = "work/generation_tokens";
    static final String REQUESTS = "work/requests";
    /** Energy and tokens of the intervals that have both. */
    static final String BOTH_INTERVALS = "both/intervals";

    static final String BOTH_IT_J = "both/it_j";
    static final String BOTH_TOKENS = "both/generation_tokens";
    /** Followed by why it was not measured. */
    static final String MISSING = "missing/";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Map<String, Map<String, Long>> byBlock = new TreeMap<>();

    private UseAmounts() {}

    /**
     * The amounts of a revision.
     *
     * @param content its canonical content
     * @param beside what was said with it
     * @param missing UNMEASURED by cause, as far as it was told
     */
    static UseAmounts of(String content, int revision, Beside beside, Map<MissingCause, Long> missing) {
        UseAmounts amounts = new UseAmounts();
        JsonNode told = read(content);
        amounts.add(LINE, INTERVALS, 1);
        amounts.add(LINE, RESTATED, revision > 1 ? 1 : 0);
        amounts.add(LINE, CONTRACTED, told.path("contracted_gpu_ms").asLong());
        amounts.addAll(LINE, STATE, told.path("states"));
        amounts.addAll(LINE, DERATED, told.path("causes").path("DERATED"));
        told.path("blocks").properties().forEach(block -> amounts.addAll(block.getKey(), STATE, block.getValue()));
        JsonNode use = beside.get("use");
        amounts.add(LINE, USE_UNTOLD, use.isMissingNode() ? 1 : 0);
        amounts.energy(use, told.path("measured").path("energy"));
        amounts.pue(told.path("measured").path("pue"));
        amounts.used(use);
        missing.forEach((cause, ms) -> amounts.add(LINE, MISSING + CoverageColumns.word(cause), ms));
        return amounts;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a damaged column: " + json, damaged);
        }
    }

    /** The energy of the line: said of its use, or else of a term that needs it. */
    private void energy(JsonNode use, JsonNode measured) {
        boolean used = use.has("it_j");
        JsonNode energy = used ? use : measured;
        if (energy.has("it_j")) {
            add(LINE, ENERGY_INTERVALS, 1);
            add(LINE, ENERGY_EXACT, energy.path(used ? "it_exact" : "exact").asLong());
            add(LINE, ENERGY_IT_J, energy.path("it_j").asLong());
        }
    }

    private void pue(JsonNode pue) {
        if (pue.path("exact").asLong() == 1) {
            add(LINE, PUE_INTERVALS, 1);
            add(LINE, PUE_FACILITY_J, pue.path("facility_j").asLong());
            add(LINE, PUE_IT_J, pue.path("it_j").asLong());
        }
    }

    private void used(JsonNode use) {
        if (use.has("tensor_active_gpu_ms")) {
            add(LINE, TENSOR_INTERVALS, 1);
            add(LINE, TENSOR_EXACT, use.path("tensor_active_exact").asLong());
            add(LINE, TENSOR_ACTIVE, use.path("tensor_active_gpu_ms").asLong());
            add(LINE, TENSOR_METERED, use.path("tensor_metered_gpu_ms").asLong());
        }
        if (use.has("tokens_exact")) {
            add(LINE, WORK_INTERVALS, 1);
            add(LINE, WORK_EXACT, use.path("tokens_exact").asLong());
            add(LINE, PROMPT_TOKENS, use.path("prompt_tokens").asLong());
            add(LINE, GENERATION_TOKENS, use.path("generation_tokens").asLong());
            add(LINE, REQUESTS, use.path("requests").asLong());
        }
        if (use.has("generation_tokens") && use.has("it_j")) {
            add(LINE, BOTH_INTERVALS, 1);
            add(LINE, BOTH_IT_J, use.path("it_j").asLong());
            add(LINE, BOTH_TOKENS, use.path("generation_tokens").asLong());
        }
        use.path("blocks").properties().forEach(block -> addAll(block.getKey(), STATE, block.getValue()));
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
