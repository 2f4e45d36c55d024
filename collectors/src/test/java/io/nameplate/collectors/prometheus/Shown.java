/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.util.ArrayList;
import java.util.List;

/** An exposition as lines that a person can compare. */
final class Shown implements Exposition {

    final List<String> lines = new ArrayList<>();

    static List<String> of(byte[] text, Format format) {
        return of(text, format, Limits.STANDARD);
    }

    static List<String> of(byte[] text, Format format, Limits limits) {
        Shown shown = new Shown();
        new PrometheusText(limits).read(text, format, shown);
        return shown.lines;
    }

    @Override
    public void sample(Sample sample) {
        String time = sample.time().isPresent() ? " @" + sample.time().getAsLong() : "";
        lines.add((sample.name() + " " + sample.labels() + " " + sample.value() + time)
                .replace("\\", "\\\\")
                .replace("\n", "\\n"));
    }

    @Override
    public void type(String family, MetricType type) {
        lines.add("type " + family + " " + type);
    }

    @Override
    public void unit(String family, String unit) {
        lines.add("unit " + family + " " + unit);
    }

    @Override
    public void bad(Fault fault, int line) {
        lines.add("line " + line + " " + fault.label());
    }
}
