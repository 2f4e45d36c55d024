/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.Block;
import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.LineTrace;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;

/** What was not measured, or could not be assessed, and why: before any cap. */
final class UnmeasuredSection {

    private final LineTrace trace;
    private final Findings findings;

    UnmeasuredSection(LineTrace trace, Findings findings) {
        this.trace = trace;
        this.findings = findings;
    }

    void say(Page page) {
        page.heading("6. What was not measured, and why");
        List<Block> blocks = trace.held().stream()
                .map(LineTrace.Held::block)
                .distinct()
                .sorted(Comparator.comparing(Block::block))
                .toList();
        boolean any = false;
        for (Block block : blocks) {
            for (Alike alike : findings.of(block)) {
                boolean unmeasured = alike.lostMs() > 0 && alike.finding().lostTo() == Bucket.UNMEASURED;
                if (unmeasured || alike.finding().unassessed()) {
                    any = true;
                    long ms = unmeasured ? alike.lostMs() : alike.deliveredMs();
                    page.say(
                            1,
                            Figures.seconds(ms) + (unmeasured ? "" : " (delivered, clock not assessed)") + ": block "
                                    + block.block() + ", "
                                    + Figures.span(
                                            alike.kind().from(), alike.kind().to())
                                    + ", " + Figures.gpus(alike.gpus()) + ", row "
                                    + alike.finding().rule().row() + ". " + alike.seen());
                }
            }
        }
        StringJoiner causes = new StringJoiner(", ");
        trace.missing().forEach((cause, ms) -> causes.add(cause.text() + " " + Figures.seconds(ms)));
        if (causes.length() > 0) {
            page.say(1, "By cause, as far as the evidence tells, in GPU-seconds: " + causes + ".");
        }
        if (!any) {
            page.say(1, "Everything was measured.");
        }
    }
}
