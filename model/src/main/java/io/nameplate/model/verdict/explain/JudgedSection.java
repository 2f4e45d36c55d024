/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.Weighed;
import java.util.Map;
import java.util.StringJoiner;

/** The content against each term: base, losses, range and verdict. */
final class JudgedSection {

    private final LineTrace trace;
    private final PlantTermWords plantTerms;

    JudgedSection(LineTrace trace) {
        this.trace = trace;
        this.plantTerms = new PlantTermWords(trace);
    }

    void say(Page page) {
        page.heading("5. The terms");
        for (Weighed weighed : trace.judgements()) {
            Judgement judgement = weighed.judgement();
            page.say(1, judgement.term().text() + ", at least " + Figures.percent(judgement.atLeastPerMille()));
            switch (judgement.term()) {
                case AVAILABILITY -> availability(page, weighed);
                case PERFORMANCE -> performance(page, weighed);
                case COVERAGE -> coverage(page, weighed);
                case FIRM_POWER -> plantTerms.firmPower(page, weighed);
                case THERMAL -> plantTerms.thermal(page, weighed);
                case PUE -> plantTerms.pue(page, weighed);
                case THROUGHPUT -> new ThroughputWords(trace).say(page, weighed);
            }
        }
        if (trace.judgements().isEmpty()) {
            page.say(1, "The lease has no term to judge.");
        }
    }

    private void availability(Page page, Weighed weighed) {
        long contracted = trace.result().content().contractedGpuMs();
        page.say(
                2,
                "Base: contracted " + Figures.seconds(contracted) + " - borne by the tenant "
                        + Figures.seconds(contracted - weighed.base()) + " = " + Figures.seconds(weighed.base())
                        + ". Supplier's losses: " + Figures.amounts(weighed::lost) + ". Not measured: "
                        + Figures.seconds(weighed.open()) + ".");
        if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: the base is zero.");
            return;
        }
        if (weighed.open() == 0) {
            page.say(2, "Value: " + fraction(weighed, 0) + ".");
        } else {
            page.say(2, "Lowest, if all that was not measured was lost: " + fraction(weighed, weighed.open()) + ".");
            page.say(
                    2,
                    "Highest, if none of it was: " + fraction(weighed.mostBase(), weighed.leastLost(), 0)
                            + (weighed.mostBase() == weighed.base() && weighed.leastLost() == weighed.lost()
                                    ? "."
                                    : ", since more is allocated than contracted, and the cap would count less of the"
                                            + " losses."));
        }
        verdict(page, weighed);
    }

    private void performance(Page page, Weighed weighed) {
        if (trace.unassessedMs() > 0) {
            page.say(
                    2,
                    "NOT ASSESSED: of " + Figures.seconds(trace.workingMs()) + " GPU-seconds at work, "
                            + Figures.seconds(trace.unassessedMs())
                            + " do not say the clock, or the reason of a low one (rows 5 and 7).");
        } else if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: no GPU was at work.");
        } else {
            page.say(
                    2,
                    "Base: GPU-seconds of GPUs at work, before any cap: " + Figures.seconds(weighed.base())
                            + ". Lost parts of them that the supplier bears: " + Figures.amounts(weighed::lost) + ".");
            page.say(2, "Value: " + fraction(weighed, 0) + ".");
            verdict(page, weighed);
        }
    }

    private void coverage(Page page, Weighed weighed) {
        if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: nothing is contracted.");
            return;
        }
        page.say(
                2,
                "Base: contracted " + Figures.seconds(weighed.base()) + ". Not measured: "
                        + Figures.seconds(weighed.lost(Bucket.UNMEASURED)) + ".");
        page.say(2, "Value: " + fraction(weighed, 0) + ".");
        verdict(page, weighed);
    }

    /** {@code (base - losses - open) / base}. */
    private static String fraction(Weighed weighed, long open) {
        return fraction(weighed.base(), weighed.lost(), open);
    }

    private static String fraction(long base, long lost, long open) {
        return "(" + Figures.seconds(base) + " - " + Figures.seconds(lost)
                + (open == 0 ? "" : " - " + Figures.seconds(open)) + ") / " + Figures.seconds(base) + " = "
                + Figures.percent(base - lost - open, base);
    }

    static void verdict(Page page, Weighed weighed) {
        Judgement judgement = weighed.judgement();
        String target = Figures.percent(judgement.atLeastPerMille());
        Integer value = judgement.valuePerMille();
        String reported = value == null ? "" : " Value reported: " + Figures.percent(value) + ".";
        String layer = judgement.layer() == null
                ? ""
                : " Largest loss: layer " + judgement.layer().text() + ".";
        page.say(
                2,
                switch (judgement.outcome()) {
                            case MET -> "MET: not below " + target + ".";
                            case BREACHED ->
                                "BREACHED: below " + target + (weighed.open() == 0 ? "." : ", even at its highest.");
                            case NOT_ASSESSED ->
                                "NOT ASSESSED: " + target
                                        + " lies between the lowest and the highest value, so what was not"
                                        + " measured would decide.";
                        }
                        + reported
                        + layer);
        blocks(page, judgement);
    }

    /** Where a breached term counts its losses, by layer: the blocks that lost most, and what is no block's. */
    static void blocks(Page page, Judgement judgement) {
        StringJoiner layers = new StringJoiner("; ");
        judgement.layers().forEach((layer, lost) -> {
            Map<BlockId, Long> worst = judgement.blocks().on(layer);
            StringJoiner blocks = new StringJoiner(", ");
            worst.forEach((block, gpuMs) -> blocks.add("block " + block + " " + Figures.seconds(gpuMs)));
            long rest =
                    lost - worst.values().stream().mapToLong(Long::longValue).sum();
            if (rest > 0) {
                String others = worst.size() < BlockLosses.MOST ? "no block " : "other blocks or none ";
                blocks.add(others + Figures.seconds(rest));
            }
            if (blocks.length() > 0) {
                layers.add(layer.text() + ": " + blocks);
            }
        });
        if (judgement.outcome() == Judgement.Outcome.BREACHED && layers.length() > 0) {
            page.say(2, "Where it counts losses, in GPU-seconds: " + layers + ".");
        }
    }
}
