/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Measured;
import io.nameplate.model.verdict.Use;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Results to send: one node of the second hall was rebooted, the rest was not seen. */
final class Outcomes {

    private static final Verdict VERDICT = new Verdict(TwoHalls.registry(1));

    private Outcomes() {}

    static LineOutcome of(long after, long counter, boolean settled) {
        long start = TwoHalls.START + after;
        HallEvidence evidence = VERDICT.nothing(start);
        for (int gpu = 0; gpu < 2; gpu++) {
            for (String node : List.of("n2-1", "n2-2")) {
                evidence.mergeRun(
                        node,
                        gpu,
                        0,
                        10,
                        Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, start, true));
            }
        }
        LineKey line = new LineKey(new LeaseId("both"), new LineId("wide"));
        HallId hall = new HallId("h2");
        return new LineOutcome(
                7,
                counter,
                settled,
                VERDICT.line(
                        line,
                        start,
                        List.of(VERDICT.hallParts(hall, start, evidence, new PlantTimeline())
                                .get(line))),
                List.of(new BlockId("b9")));
    }

    /** The same with figures of every term that rests on plant; settled. */
    static LineOutcome measured(long after) {
        LineOutcome plain = of(after, 1, true);
        Content content = plain.result().content();
        SortedMap<String, Long> figures = new TreeMap<>();
        for (String name : List.of(
                "energy/it_j",
                "energy/exact",
                "energy/meters/meter-1/sum_j",
                "pue/facility_j",
                "pue/it_j",
                "pue/exact",
                "firm_power/firm_w",
                "firm_power/owed_mj",
                "firm_power/excused_mj",
                "firm_power/ready_low_mj",
                "firm_power/ready_high_mj",
                "firm_power/proved_by_meter",
                "thermal/gpu_ms",
                "thermal/broken_gpu_ms",
                "thermal/unmeasured_gpu_ms",
                "thermal/excused_gpu_ms",
                "thermal/supply_min_mc",
                "thermal/supply_max_mc",
                "thermal/supply_mean_mc",
                "thermal/supply_ms",
                "thermal/supply_broken_ms",
                "thermal/block_flow_min_ml_s",
                "thermal/block_flow_max_ml_s",
                "thermal/flow_mean_ml_s",
                "thermal/flow_ms",
                "throughput/prompt_tokens",
                "throughput/generation_tokens",
                "throughput/requests",
                "throughput/exact",
                "throughput/meters/vllm-1/generation_tokens/sum",
                "throughput/tensor_active_gpu_ms",
                "throughput/tensor_metered_gpu_ms",
                "throughput/tensor_active_exact",
                "throughput/it_j",
                "throughput/it_metered_gpu_ms",
                "throughput/it_exact")) {
            figures.put(name, figures.size() + 1L);
        }
        Content measured = new Content(
                content.lease(),
                content.line(),
                content.intervalStart(),
                content.interval(),
                content.contractedGpuMs(),
                content.states(),
                content.derated(),
                content.blocks(),
                content.registryVersion(),
                content.ruleVersion(),
                new Measured(figures));
        LineResult result = new LineResult(
                measured,
                plain.result().judgements(),
                plain.result().worst(),
                plain.result().provenance(),
                plain.result().coverage(),
                new Use(used(), plain.result().use().blocks()));
        return new LineOutcome(7, 1, true, result, plain.cleared());
    }

    private static Measured used() {
        SortedMap<String, Long> figures = new TreeMap<>();
        for (String name : List.of(
                "prompt_tokens",
                "generation_tokens",
                "requests",
                "tokens_exact",
                "tensor_active_gpu_ms",
                "tensor_metered_gpu_ms",
                "tensor_active_exact",
                "it_j",
                "it_metered_gpu_ms",
                "it_exact")) {
            figures.put(name, figures.size() + 1L);
        }
        return new Measured(figures);
    }
}
