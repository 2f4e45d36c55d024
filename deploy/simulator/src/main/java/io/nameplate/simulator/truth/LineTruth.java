/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one line really got in one interval. */
public record LineTruth(LeaseId lease, LineId line, Instant start, int intervalSeconds, Counts counts, Use use) {

    /** GPU-milliseconds: contracted, by state, derates by cause, and the losses of each block. */
    public record Counts(
            long contracted, Map<State, Long> states, Map<Cause, Long> causes, Map<BlockId, Map<State, Long>> blocks) {}

    /**
     * What its GPUs were used for, whoever saw it. The counters of endpoints are those of servers that never restarted.
     *
     * @param tensorActiveGpuMs how long tensor pipes of its GPUs were active
     */
    public record Use(long tensorActiveGpuMs, long promptTokens, long generationTokens, long requests) {

        String json() {
            return "{\"generation_tokens\":" + generationTokens + ",\"prompt_tokens\":" + promptTokens
                    + ",\"requests\":" + requests + ",\"tensor_active_gpu_ms\":" + tensorActiveGpuMs + "}";
        }
    }

    /** One line of truth.jsonl; keys sorted, states of zero left out. */
    public String json() {
        return "{\"blocks\":" + blocks() + ",\"contracted_gpu_ms\":" + counts.contracted() + ",\"interval_s\":"
                + intervalSeconds + ",\"interval_start\":\"" + start + "\",\"lease\":\"" + lease + "\",\"line\":\""
                + line + "\",\"states\":" + states(counts.states()) + ",\"use\":" + use.json() + "}";
    }

    /** The canonical content that settling gives, as docs/readings-format.md describes it. */
    public String content(long registryVersion, String ruleVersion) {
        String causes = counts.causes().isEmpty()
                ? "{}"
                : "{\"DERATED\":"
                        + object(counts.causes().entrySet().stream()
                                .collect(Collectors.toMap(
                                        entry -> entry.getKey().text(), Map.Entry::getValue, Long::sum, TreeMap::new)))
                        + "}";
        return "{\"blocks\":" + blocks() + ",\"causes\":" + causes + ",\"contracted_gpu_ms\":" + counts.contracted()
                + ",\"interval_s\":" + intervalSeconds + ",\"interval_start\":\"" + start + "\",\"lease\":\"" + lease
                + "\",\"line\":\"" + line + "\",\"registry_version\":" + registryVersion + ",\"rule_version\":\""
                + ruleVersion + "\",\"states\":" + states(counts.states()) + "}";
    }

    private String blocks() {
        return counts.blocks().entrySet().stream()
                .map(block -> "\"" + block.getKey() + "\":" + states(block.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String states(Map<State, Long> states) {
        TreeMap<String, Long> sorted = new TreeMap<>();
        states.forEach((state, millis) -> sorted.put(state.name(), millis));
        return object(sorted);
    }

    private static String object(Map<String, Long> values) {
        return values.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
