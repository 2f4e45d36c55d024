/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Bucket;
import io.nameplate.model.verdict.CappedPiece;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineTrace;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Explains one line's result for one interval in words that somebody outside the house can follow and recompute: {@code
 * docs/settlement-method.md} says how to read it.
 */
public final class Explanation {

    /** The explanation does not add up to the settled content, and is worth nothing. */
    public static final class Mismatch extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Mismatch(String sentence) {
            super(sentence);
        }
    }

    private final LineTrace trace;
    private final Findings findings;

    private Explanation(LineTrace trace) {
        this.trace = trace;
        this.findings = new Findings(trace);
    }

    /**
     * The explanation as text.
     *
     * @throws Mismatch when what it adds up is not what was settled
     */
    public static String of(LineTrace trace) {
        Explanation explanation = new Explanation(trace);
        explanation.check();
        return explanation.text();
    }

    private String text() {
        Page page = new Page();
        Content content = trace.result().content();
        Instant from = Instant.ofEpochSecond(trace.start());
        page.say(
                0,
                "Lease " + content.lease() + ", line " + content.line() + ": "
                        + from + " until " + Instant.ofEpochSecond(trace.end()) + " ("
                        + Figures.whole(trace.end() - trace.start()) + " s).");
        page.say(
                0,
                "In " + trace.lease().zone() + ", the lease's zone, it begins at "
                        + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                                .format(from.atZone(trace.lease().zone()))
                        + ".");
        page.say(
                0,
                "Rule version " + content.ruleVersion() + " (docs/settlement-method.md), registry version "
                        + content.registryVersion() + ".");
        page.say(
                0,
                "Times below are UTC; a stretch of time ends where the next begins. Amounts are GPU-seconds, one GPU for"
                        + " one second, exact to the millisecond; percentages are rounded down.");
        new ObligedSection(trace).say(page);
        new SeenSection(trace, findings).say(page);
        new CappedSection(trace.pieces()).say(page);
        new SumSection(trace).say(page);
        new JudgedSection(trace).say(page);
        new UnmeasuredSection(trace, findings).say(page);
        return page.toString();
    }

    private void check() {
        Map<BlockId, long[]> measured = trace.measured();
        findings.sums()
                .forEach((block, sum) -> same(
                        "block " + block,
                        Arrays.toString(sum),
                        Arrays.toString(measured.getOrDefault(block, new long[0]))));
        same("the blocks", findings.sums().keySet(), measured.keySet());
        same("GPU-ms at work", findings.workingMs(), trace.workingMs());
        same("GPU-ms at work and not assessed", findings.unassessedMs(), trace.unassessedMs());
        checkPieces(measured);
    }

    private void checkPieces(Map<BlockId, long[]> measured) {
        Map<State, Long> states = new EnumMap<>(State.class);
        Map<Cause, Long> derated = new EnumMap<>(Cause.class);
        long contracted = 0;
        for (CappedPiece piece : trace.pieces()) {
            contracted += piece.contracted() * piece.seconds() * 1000;
        }
        for (Bucket bucket : Bucket.values()) {
            long counted = 0;
            long inPieces = 0;
            for (CappedPiece piece : trace.pieces()) {
                counted += piece.counted(bucket);
                inPieces += piece.measured(bucket);
            }
            long inBlocks = 0;
            for (long[] sum : measured.values()) {
                inBlocks += sum[bucket.index()];
            }
            same("measured " + bucket.text(), inPieces, inBlocks);
            if (counted > 0) {
                states.merge(bucket.state(), counted, Long::sum);
                if (bucket.cause() != null) {
                    derated.put(bucket.cause(), counted);
                }
            }
        }
        Content content = trace.result().content();
        same("contracted", contracted, content.contractedGpuMs());
        same("the states", states, content.states());
        same("the causes", derated, content.derated());
    }

    private void same(String what, Object explained, Object settled) {
        if (!explained.equals(settled)) {
            throw new Mismatch("the explanation of " + trace.result().content().lease() + "/"
                    + trace.result().content().line() + " does not add up: " + what + " come to " + explained
                    + ", settled are " + settled);
        }
    }
}
