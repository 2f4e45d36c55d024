/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineTrace;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The states of the settled content, which add up to contracted. */
final class SumSection {

    private final LineTrace trace;
    private final Content content;

    SumSection(LineTrace trace) {
        this.trace = trace;
        this.content = trace.result().content();
    }

    void say(Page page) {
        page.heading("4. The settled content: the states add up to contracted");
        for (Map.Entry<State, Long> state : content.states().entrySet()) {
            page.row(1, row(state.getKey().name(), state.getValue()) + "  " + detail(state.getKey()));
        }
        page.row(
                1,
                row("sum", content.contractedGpuMs()) + "  = contracted " + Figures.seconds(content.contractedGpuMs()));
        page.row(1, "SHA-256 of the content: " + content.sha256());
        page.row(1, "provenance (all that it rests on): " + trace.result().provenance());
    }

    private static String row(String name, long ms) {
        return String.format(Locale.ROOT, "%-17s %18s", name, Figures.seconds(ms));
    }

    private String detail(State state) {
        StringJoiner words = new StringJoiner(", ");
        if (state == State.DERATED) {
            for (Map.Entry<Cause, Long> cause : content.derated().entrySet()) {
                words.add(cause.getKey().text() + " " + Figures.seconds(cause.getValue()));
            }
        }
        content.blocks().forEach((block, losses) -> {
            if (losses.containsKey(state)) {
                words.add("block " + block + " " + Figures.seconds(losses.get(state)));
            }
        });
        return words.toString();
    }
}
