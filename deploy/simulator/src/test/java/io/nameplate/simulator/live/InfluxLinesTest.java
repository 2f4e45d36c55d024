/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.simulator.facility.Endpoints;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InfluxLinesTest {

    @Test
    void anEndpointSpeaksAsVllmDoesOneSeriesForEachEngineAndReason() throws IOException {
        Path file = Path.of("src/main/resources/golden/throughput/scenario.yaml");
        Scenario scenario = ScenarioReader.read(file.toString(), Files.readString(file));
        Facility facility = new Facility(scenario);
        Endpoints endpoints = new Endpoints(scenario, facility);
        for (int second = 0; second < 50; second++) {
            facility.step();
            endpoints.count();
        }
        byte[] lines = InfluxLines.endpoint(endpoints.counts().get(0), 1_780_272_050L);
        assertThat(new String(lines, StandardCharsets.UTF_8)).isEqualTo("""
                        vllm,endpoint=vllm-1,model_name=sim,engine=0 prompt_tokens_total=2400,generation_tokens_total=800 1780272050000000000
                        vllm,endpoint=vllm-1,model_name=sim,engine=1 prompt_tokens_total=2400,generation_tokens_total=800 1780272050000000000
                        vllm,endpoint=vllm-1,model_name=sim,engine=0,finished_reason=stop request_success_total=4 1780272050000000000
                        vllm,endpoint=vllm-1,model_name=sim,engine=1,finished_reason=length request_success_total=4 1780272050000000000
                        """);
    }
}
