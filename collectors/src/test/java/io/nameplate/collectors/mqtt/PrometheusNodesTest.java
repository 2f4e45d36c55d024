/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusNodesTest {

    private static final long NOW = 1_780_272_000_000L;
    private static final String TEXT = """
            # TYPE DCGM_FI_DEV_GPU_UTIL gauge
            DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-a",Hostname="n1"} 97
            DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-b",Hostname="n1"} 3
            DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-a",Hostname="n1"} 1980
            """;

    private final List<String> remarks = new ArrayList<>();
    private final PayloadFormat format = Formats.open(Formats.source("""
            mqtt:
              - {name: s, broker: "tcp://b", format: prometheus, template: "dcgm/{node}/metrics", names: {host-7: n7}}
            """), remarks);

    @Test
    void anExportersTextBecomesAReadingOfTheTopicsNode() {
        assertThat(format.read("dcgm/host-7/metrics", bytes(TEXT), false, NOW))
                .singleElement()
                .isInstanceOfSatisfying(NodeReading.class, node -> {
                    assertThat(node.node().value()).isEqualTo("n7");
                    assertThat(node.ts()).isEqualTo(NOW);
                    assertThat(node.gpus()).hasSize(2);
                    assertThat(node.gpus().get(0).util()).isEqualTo(970);
                    assertThat(node.gpus().get(0).smClock()).isEqualTo(1980);
                });
        assertThat(remarks).isEmpty();
    }

    @Test
    void whatIsLeftOutIsFlaggedAsItWasRead() {
        String bad = TEXT.replace("1980", "1980000000");
        assertThat(format.read("dcgm/n1/metrics", bytes(bad), false, NOW))
                .singleElement()
                .isInstanceOfSatisfying(NodeReading.class, node -> {
                    assertThat(node.received()).isEqualTo(NOW);
                    assertThat(node.gpus().get(0).smClock()).isEqualTo(Frames.BLANK);
                    assertThat(node.gpus().get(0).flags())
                            .containsExactly(new ValueFlag(
                                    ValueFlag.Of.SM_CLOCK,
                                    Quality.BAD,
                                    QualityReason.UNIT_CONTRADICTED,
                                    1_980_000_000));
                });
        assertThat(remarks).containsExactly("bad_value");
    }

    @Test
    void whatIsNoSuchTextGivesNothing() {
        assertThat(format.read("dcgm/n1/metrics", bytes("up 1\n"), false, NOW)).isEmpty();
        assertThat(format.read("dcgm/n1/other", bytes(TEXT), false, NOW)).isEmpty();
        assertThat(format.read("dcgm/n*/metrics", bytes(TEXT), false, NOW)).isEmpty();
        assertThat(format.read("dcgm/n1/metrics", bytes(TEXT), true, NOW)).isEmpty();
        assertThat(remarks.stream().map(remark -> remark.replaceFirst(":.*", "")))
                .containsExactly("no_value", "other_topic", "no_node", "retained");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
