/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prometheus's Python client as the other reader of the same text; both show samples in the same way. */
final class Peer {

    private Peer() {}

    static List<String> ofOurs(byte[] text) {
        List<String> shown = new ArrayList<>();
        Set<String> counters = new HashSet<>();
        new PrometheusText(Limits.STANDARD).read(text, Format.TEXT, new Exposition() {
            @Override
            public void sample(Sample sample) {
                // the peer gives every counter its OpenMetrics name
                boolean named =
                        !counters.contains(sample.name()) || sample.name().endsWith("_total");
                shown.add("%s|%s|%016x"
                        .formatted(
                                named ? sample.name() : sample.name() + "_total",
                                new TreeMap<>(sample.labels())
                                        .entrySet().stream()
                                                .map(label -> label.getKey() + "=" + label.getValue())
                                                .collect(Collectors.joining(";")),
                                Double.doubleToLongBits(sample.value())));
            }

            @Override
            public void type(String family, MetricType type) {
                if (type == MetricType.COUNTER) {
                    counters.add(family);
                }
            }

            @Override
            public void bad(Fault fault, int line) {
                shown.add("line " + line + " " + fault);
            }
        });
        return shown;
    }

    static List<String> ofTheirs(byte[] text) throws IOException, InterruptedException {
        Process python = new ProcessBuilder("/usr/bin/python3", "src/test/resources/peers/exposition.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = python.getOutputStream()) {
            in.write(text);
        }
        List<String> shown = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (python.waitFor() != 0) {
            throw new IOException("the peer ended with " + python.exitValue());
        }
        return shown;
    }
}
