/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.util.List;

/**
 * One line's result for one interval: the content that is hashed, what it means for the terms, and whom to send where; how much
 * of it was measured, and why the rest was not; and what the capacity was used for.
 */
public record LineResult(
        Content content,
        List<Judgement> judgements,
        List<WorstNode> worst,
        Provenance provenance,
        Coverage coverage,
        Use use) {

    public LineResult {
        judgements = List.copyOf(judgements);
        worst = List.copyOf(worst);
    }

    /** A result of whose use nothing is known. */
    public LineResult(
            Content content,
            List<Judgement> judgements,
            List<WorstNode> worst,
            Provenance provenance,
            Coverage coverage) {
        this(content, judgements, worst, provenance, coverage, Use.NONE);
    }

    /** The same with other judgements. */
    public LineResult withJudgements(List<Judgement> others) {
        return new LineResult(content, others, worst, provenance, coverage, use);
    }
}
