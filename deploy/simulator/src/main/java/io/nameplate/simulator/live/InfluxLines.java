/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Gpus;
import io.nameplate.simulator.facility.HealthFields;
import io.nameplate.simulator.facility.Layout;
import java.nio.charset.StandardCharsets;

/** GPU telemetry as Telegraf sends it: Influx line protocol with DCGM's names, time in nanoseconds. */
final class InfluxLines {

    private final Facility facility;
    private final boolean saysHealth;

    InfluxLines(Facility facility, boolean saysHealth) {
        this.facility = facility;
        this.saysHealth = saysHealth;
    }

    /** One line for each GPU of a node and one for the node. */
    byte[] node(int node, long epochSecond) {
        Layout layout = facility.layout();
        Gpus gpus = facility.gpus();
        String host = layout.node(node).value();
        String time = " " + epochSecond + "000000000\n";
        StringBuilder out = new StringBuilder(4096);
        for (int g = layout.firstGpu(node); g < layout.endGpu(node); g++) {
            int index = g - layout.firstGpu(node);
            out.append("dcgm,gpu=").append(index);
            out.append(",UUID=GPU-").append(host).append('-').append(index);
            out.append(",hostname=").append(host);
            out.append(" DCGM_FI_DEV_GPU_UTIL=").append(gpus.util(g));
            out.append(",DCGM_FI_DEV_SM_CLOCK=").append(gpus.clock(g));
            out.append(",DCGM_FI_DEV_POWER_USAGE=").append(gpus.deciwatts(g) / 10.0);
            out.append(",DCGM_FI_DEV_GPU_TEMP=").append(gpus.decidegrees(g) / 10);
            out.append(",DCGM_FI_DEV_ENFORCED_POWER_LIMIT=").append(gpus.limit(g));
            out.append(",DCGM_FI_DEV_CLOCKS_EVENT_REASONS=").append(gpus.reasons(g));
            out.append(",DCGM_FI_DEV_XID_ERRORS=").append(gpus.xid(g));
            out.append(",DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION=").append(gpus.recovery(g));
            out.append(",DCGM_FI_PROF_GR_ENGINE_ACTIVE=").append(gpus.engine(g) / 100.0);
            out.append(",DCGM_FI_PROF_PIPE_TENSOR_ACTIVE=").append(gpus.tensorSaid(g) / 100.0);
            if (saysHealth) {
                health(HealthFields.of(facility.conditions(g)), out);
            }
            out.append(time);
        }
        out.append("dcgm_node,hostname=").append(host);
        out.append(" boot_id=\"").append(host).append('-').append(facility.boots(node));
        out.append("\",gpu_count=").append(layout.endGpu(node) - layout.firstGpu(node));
        out.append('i').append(time);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void health(HealthFields says, StringBuilder out) {
        out.append(",DCGM_FI_DEV_ROW_REMAP_FAILURE=").append(says.rowRemapFailure());
        out.append(",DCGM_FI_DEV_FABRIC_HEALTH_SUMMARY=").append(says.fabricHealth());
        out.append(",DCGM_FI_DEV_FABRIC_MANAGER_STATUS=").append(says.fabricManager());
        out.append(",nvlinks_down=").append(says.nvlinksDown());
    }

    /** The counters of an endpoint with two engines, as vLLM has them: one series for each, and for each reason to finish. */
    static byte[] endpoint(Endpoints.Count count, long epochSecond) {
        String tags = "vllm,endpoint=" + count.plan().endpoint() + ",model_name=sim";
        String time = " " + epochSecond + "000000000\n";
        StringBuilder out = new StringBuilder(512);
        long prompt = count.promptTokens() / 2;
        long generation = count.generationTokens() / 2;
        out.append(tags).append(",engine=0 prompt_tokens_total=").append(prompt);
        out.append(",generation_tokens_total=").append(generation).append(time);
        out.append(tags).append(",engine=1 prompt_tokens_total=").append(count.promptTokens() - prompt);
        out.append(",generation_tokens_total=").append(count.generationTokens() - generation);
        out.append(time);
        long whole = count.requests() / 2;
        out.append(tags).append(",engine=0,finished_reason=stop request_success_total=");
        out.append(whole).append(time);
        out.append(tags).append(",engine=1,finished_reason=length request_success_total=");
        out.append(count.requests() - whole).append(time);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the prober says of every node of a block, one line each. */
    byte[] reach(int block, long epochSecond) {
        Layout layout = facility.layout();
        StringBuilder out = new StringBuilder(4096);
        for (int n = layout.firstNode(block); n < layout.endNode(block); n++) {
            out.append("reach,hostname=").append(layout.node(n));
            out.append(" reach=\"").append(facility.reach(n));
            out.append("\",witness=\"").append(facility.witness(n).text());
            out.append("\",port=\"").append(facility.port(n));
            out.append("\" ").append(epochSecond).append("000000000\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
