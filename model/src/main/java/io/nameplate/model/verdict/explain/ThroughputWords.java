/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.Promise;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.Weighed;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The throughput term: what was owed for the GPU time asked for, and what endpoints counted. */
final class ThroughputWords {

    private final LineTrace trace;
    private final Content content;

    ThroughputWords(LineTrace trace) {
        this.trace = trace;
        this.content = trace.result().content();
    }

    void say(Page page, Weighed weighed) {
        long perHour = trace.lease().terms().stream()
                .filter(term -> term.kind() == Term.Kind.THROUGHPUT)
                .map(term -> ((Promise.Throughput) term.promise()).tokensPerGpuHour())
                .findFirst()
                .orElseThrow();
        boolean range = weighed.open() > 0;
        page.say(
                2,
                "Owed: " + Figures.whole(perHour) + " generation tokens per GPU-hour of GPU time that was utilized ("
                        + Figures.seconds(content.gpuMs(State.UTILIZED)) + " GPU-seconds) or lost by the supplier; idle"
                        + " GPU time was asked for nothing. That is "
                        + (range
                                ? "at least " + Figures.whole(weighed.mostBase())
                                        + ", if all that was not measured was idle, and at most "
                                        + Figures.whole(weighed.base()) + ", if it was utilized"
                                : Figures.whole(weighed.base()))
                        + " tokens, rounded down.");
        meters(page);
        boolean exact = figure("exact") == 1;
        page.say(
                2,
                "Written: " + (exact ? "" : "at least ") + Figures.whole(figure("generation_tokens"))
                        + (exact
                                ? ", counted without a hole."
                                : "; a counter was not read throughout, or began anew."));
        energy(page);
        outcome(page, weighed);
    }

    private void meters(Page page) {
        content.measured().byName().forEach((name, value) -> {
            if (name.startsWith("throughput/meters/") && name.endsWith("/sum")) {
                String meter = name.substring("throughput/".length(), name.length() - "sum".length());
                page.say(
                        3,
                        meter.split("/", -1)[1] + ", " + meter.split("/", -1)[2] + ": from "
                                + Figures.whole(figure(meter + "from")) + " to " + Figures.whole(figure(meter + "to"))
                                + ", counted " + Figures.whole(value)
                                + (figure(meter + "resets") > 0
                                        ? ", set to zero " + figure(meter + "resets") + " time(s): at least that"
                                        : "")
                                + ".");
            }
        });
    }

    private void energy(Page page) {
        long tokens = figure("generation_tokens");
        if (content.measured().byName().containsKey("throughput/it_j") && tokens > 0) {
            page.say(
                    2,
                    "IT energy of the line: " + Figures.whole(figure("it_j")) + " J, so "
                            + Figures.whole(BigDecimal.valueOf(figure("it_j"))
                                    .multiply(BigDecimal.valueOf(1_000_000))
                                    .divide(BigDecimal.valueOf(tokens), 0, RoundingMode.DOWN)
                                    .longValueExact())
                            + " J per million generation tokens.");
        }
    }

    private static void outcome(Page page, Weighed weighed) {
        Integer value = weighed.judgement().valuePerMille();
        String target = Figures.percent(weighed.judgement().atLeastPerMille());
        page.say(
                2,
                switch (weighed.judgement().outcome()) {
                    case MET ->
                        "MET: written / owed at most is not below " + target + ". Value reported: "
                                + Figures.percent(value == null ? 0 : value) + ".";
                    case BREACHED ->
                        "BREACHED: written / owed at least is below " + target + ". Value reported: "
                                + Figures.percent(value == null ? 0 : value) + ".";
                    case NOT_ASSESSED ->
                        weighed.base() == 0
                                ? "NOT ASSESSED: no token was owed."
                                : "NOT ASSESSED: what was not measured, or not counted, would decide.";
                });
        JudgedSection.blocks(page, weighed.judgement());
    }

    private long figure(String name) {
        return content.measured().get("throughput/" + name, 0);
    }
}
