/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.util.List;

/** One line's result for one interval: the content that is hashed, what it means for the terms, and whom to send where. */
public record LineResult(Content content, List<Judgement> judgements, List<WorstNode> worst, Provenance provenance) {

    public LineResult {
        judgements = List.copyOf(judgements);
        worst = List.copyOf(worst);
    }
}
