/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Testcases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real exporters showed; what is expected of it was read by Prometheus's Python client (peers/exposition.py), not by
 * us.
 */
class NodeExporterTest {

    static Stream<Path> cases() {
        return Testcases.of("prometheus-node-exporter");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everySampleIsReadToTheLastBit(Path testcase) throws IOException {
        assertThat(Peer.ofOurs(Files.readAllBytes(testcase.resolve("input.txt"))))
                .hasSizeGreaterThan(400)
                .containsExactlyInAnyOrderElementsOf(
                        Testcases.read(testcase, "expected.txt").lines().toList());
    }
}
